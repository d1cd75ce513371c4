# Weights in 8 bits with a scale for each output channel, packed once while loading; inputs are
# quantised at each call by their own range: in 7 bits, so that no sum of products saturates, or in all
# 8 for processors that sum such products in 32 bits in one instruction (AVX-512 VNNI); elsewhere pairs
# of them are summed in 16.
class Linear(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  packed : __torch__.torch.classes.quantized.LinearPackedParamsBase
  def forward(self: __torch__.clip4j.${room}.Linear,
    x: Tensor) -> Tensor:
    return ops.quantized.linear_dynamic(x, self.packed, ${seven_bits})
  # state: weight int8 [out, in], scales float32 [out], bias float32 [out], training
  def __setstate__(self: __torch__.clip4j.${room}.Linear,
    state: Tuple[Tensor, Tensor, Optional[Tensor], bool]) -> NoneType:
    zeros = torch.zeros([torch.size((state)[1], 0)], dtype=4)
    w = torch._make_per_channel_quantized_tensor((state)[0], (state)[1], zeros, 0)
    self.packed = ops.quantized.linear_prepack(w, (state)[2])
    self.training = (state)[3]
    return None
  def __getstate__(self: __torch__.clip4j.${room}.Linear) -> Tuple[Tensor, Tensor, Optional[Tensor], bool]:
    w, b = ops.quantized.linear_unpack(self.packed)
    return (torch.int_repr(w), torch.q_per_channel_scales(w), b, self.training)
