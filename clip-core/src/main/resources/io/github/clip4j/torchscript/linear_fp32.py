# y = x W' + b in float32. Goes into the file of its tower.
class Linear(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.clip4j.${room}.Linear,
    x: Tensor) -> Tensor:
    return torch.linear(x, self.weight, self.bias)
