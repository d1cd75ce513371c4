# Weights in half precision, packed once while loading; arithmetic in float32.
class Linear(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  packed : __torch__.torch.classes.quantized.LinearPackedParamsBase
  def forward(self: __torch__.clip4j.${room}.Linear,
    x: Tensor) -> Tensor:
    return ops.quantized.linear_dynamic_fp16(x, self.packed)
  # state: weight float16 [out, in], bias float32 [out], training
  def __setstate__(self: __torch__.clip4j.${room}.Linear,
    state: Tuple[Tensor, Optional[Tensor], bool]) -> NoneType:
    self.packed = ops.quantized.linear_prepack_fp16(torch.to((state)[0], 6), (state)[1])
    self.training = (state)[2]
    return None
  def __getstate__(self: __torch__.clip4j.${room}.Linear) -> Tuple[Tensor, Optional[Tensor], bool]:
    w, b = ops.quantized.linear_unpack_fp16(self.packed)
    return (torch.to(w, 5), b, self.training)
