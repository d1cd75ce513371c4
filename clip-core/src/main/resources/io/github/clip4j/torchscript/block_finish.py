# The second half of a block, a method of both its classes.
  # Output projection and MLP, each added to x; works on all tokens or on chosen ones alike.
  def finish(self: __torch__.clip4j.${room}.${block},
    x: Tensor,
    attended: Tensor) -> Tensor:
    x0 = torch.add_(x, (self.out).forward(attended, ))
    y = torch.layer_norm(x0, [${width}], self.ln_2_weight, self.ln_2_bias, ${eps})
#: if bf16_inputs
    y = torch.to(y, 15)
#: end
#: if fused_activation
    h0 = (self.fc).activated(y, )
#: else
    h = (self.fc).forward(y, )
#: end
#: if quick_gelu
    # x * sigmoid(1.702 x) = silu(1.702 x) / 1.702. The first factor lies in ln_2 and the bias of fc,
    # the second is undone below, where the bias of proj carries it too: no matrix is touched.
#: if fused_activation
#: else
    h0 = torch.silu_(h)
#: end
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
