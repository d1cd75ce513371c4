# The patch embedding as a product with weights packed once while loading: the convolution of libtorch
# would bring them into oneDNN's order again at each call.
class Patches(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  packed : Tensor
  def forward(self: __torch__.clip4j.image.Patches,
    x: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, self.packed, None, "none", annotate(List[Optional[number]], []), "")
  # state: weight float32 [out, in], training
  def __setstate__(self: __torch__.clip4j.image.Patches,
    state: Tuple[Tensor, bool]) -> NoneType:
    self.packed = ops.mkldnn._reorder_linear_weight((state)[0], None)
    self.training = (state)[1]
    return None
  def __getstate__(self: __torch__.clip4j.image.Patches) -> Tuple[Tensor, bool]:
    return (torch.to_dense(self.packed), self.training)
