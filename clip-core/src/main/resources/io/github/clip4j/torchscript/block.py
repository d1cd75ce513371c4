# One residual attention block, used by the image tower and the text tower (each with its own sizes).
# x is float32 [batch, length, ${width}]; it is changed in place: the residual stream has one owner.
class Block(Module):
  __parameters__ = ["ln_1_weight", "ln_1_bias", "ln_2_weight", "ln_2_bias", ]
  __buffers__ = []
  ln_1_weight : Tensor
  ln_1_bias : Tensor
  ln_2_weight : Tensor
  ln_2_bias : Tensor
  training : bool
  qkv : __torch__.clip4j.${room}.Linear
  out : __torch__.clip4j.${room}.Linear
  fc : __torch__.clip4j.${room}.Linear
  proj : __torch__.clip4j.${room}.Linear
  # The heads' outputs side by side, before the output projection.
  def attend(self: __torch__.clip4j.${room}.Block,
    x: Tensor) -> Tensor:
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    y = torch.layer_norm(x, [${width}], self.ln_1_weight, self.ln_1_bias, ${eps})
#: if bf16_inputs
    y = torch.to(y, 15)
#: end
    qkv = (self.qkv).forward(y, )
    heads = torch.permute(torch.reshape(qkv, [batch, length, 3, ${heads}, ${head_width}]), [2, 0, 3, 1, 4])
    q = torch.select(heads, 0, 0)
    k = torch.select(heads, 0, 1)
    v = torch.select(heads, 0, 2)
    a = torch.scaled_dot_product_attention(q, k, v, None, 0., ${causal})
    return torch.reshape(torch.transpose(a, 1, 2), [batch, length, ${width}])
  # Output projection and MLP, each added to x; works on all tokens or on chosen ones alike.
  def finish(self: __torch__.clip4j.${room}.Block,
    x: Tensor,
    attended: Tensor) -> Tensor:
    x0 = torch.add_(x, (self.out).forward(attended, ))
    y = torch.layer_norm(x0, [${width}], self.ln_2_weight, self.ln_2_bias, ${eps})
#: if bf16_inputs
    y = torch.to(y, 15)
#: end
    h = (self.fc).forward(y, )
#: if quick_gelu
    # x * sigmoid(1.702 x) = silu(1.702 x) / 1.702. The first factor lies in ln_2 and the bias of fc,
    # the second is undone below, where the bias of proj carries it too: no matrix is touched.
    h0 = torch.silu_(h)
    return torch.add_(x0, (self.proj).forward(h0, ), alpha=${quick_gelu_inverse})
#: end
#: if gelu
    h0 = torch.gelu_(h)
    return torch.add_(x0, (self.proj).forward(h0, ))
#: end
#: if gelu_tanh
    h0 = torch.gelu_(h, approximate="tanh")
    return torch.add_(x0, (self.proj).forward(h0, ))
#: end
  def forward(self: __torch__.clip4j.${room}.Block,
    x: Tensor) -> Tensor:
    return (self).finish(x, (self).attend(x, ), )
