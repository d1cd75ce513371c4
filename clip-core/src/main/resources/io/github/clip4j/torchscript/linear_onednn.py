# y = x W' + b by oneDNN, the weights in its own order, packed once while loading; in float32, or with
# bfloat16 weights, inputs and outputs and sums in float32. The block then gives bfloat16 and adds what
# comes out to its float32 stream.
class Linear(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  packed : Tensor
  bias : Tensor
  def forward(self: __torch__.clip4j.${room}.Linear,
    x: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, self.packed, self.bias, "none", annotate(List[Optional[number]], []), "")
#: if fused_activation
  # silu(x W' + b), in the product's own pass over its result.
  def activated(self: __torch__.clip4j.${room}.Linear,
    x: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, self.packed, self.bias, "swish", annotate(List[Optional[number]], []), "")
#: end
  # state: weight [out, in], bias, both of the same type, training
  def __setstate__(self: __torch__.clip4j.${room}.Linear,
    state: Tuple[Tensor, Tensor, bool]) -> NoneType:
    self.packed = ops.mkldnn._reorder_linear_weight((state)[0], None)
    self.bias = (state)[1]
    self.training = (state)[2]
    return None
  def __getstate__(self: __torch__.clip4j.${room}.Linear) -> Tuple[Tensor, Tensor, bool]:
    return (torch.to_dense(self.packed), self.bias, self.training)
