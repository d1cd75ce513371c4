# y = x W' + b in float32. Becomes code/__torch__/clip4j/linear.py.
class Linear(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.clip4j.linear.Linear,
    x: Tensor) -> Tensor:
    return torch.linear(x, self.weight, self.bias)
