# Weights and products in bfloat16, sums in float32; the bias is added before the one rounding.
class Linear(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.clip4j.${room}.Linear,
    x: Tensor) -> Tensor:
    return torch.to(torch.linear(torch.to(x, 15), self.weight, self.bias), 6)
