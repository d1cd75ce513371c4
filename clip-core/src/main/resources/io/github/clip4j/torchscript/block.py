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
#: if plain_attention
  # Attention by two plain products, all heads at once: for few tokens faster than libtorch's tiled
  # kernel. rows is [3, batch, ${heads}, length, ${head_width}].
  def weigh(self: __torch__.clip4j.${room}.Block,
#: if causal_scores
    rows: Tensor,
    mask: Tensor) -> Tensor:
#: else
    rows: Tensor) -> Tensor:
#: end
    q = torch.flatten(torch.select(rows, 0, 0), 0, 1)
    k = torch.flatten(torch.select(rows, 0, 1), 0, 1)
    v = torch.flatten(torch.select(rows, 0, 2), 0, 1)
#: if causal_scores
    scores = torch.baddbmm(mask, q, torch.transpose(k, 1, 2), alpha=${attention_scale})
#: else
#: if scaled_queries
    scores = torch.bmm(q, torch.transpose(k, 1, 2))
#: else
    scores = torch.mul_(torch.bmm(q, torch.transpose(k, 1, 2)), ${attention_scale})
#: end
#: end
    a = torch.bmm(torch.softmax(scores, -1), v)
    return torch.reshape(a, [torch.size(rows, 1), ${heads}, torch.size(rows, 3), ${head_width}])
#: end
  # The heads' outputs side by side, before the output projection.
#: if causal_scores
  # mask is [length, length]: 0 where a token may look, -inf above the diagonal.
#: end
  def attend(self: __torch__.clip4j.${room}.Block,
#: if causal_scores
    x: Tensor,
    mask: Tensor) -> Tensor:
#: else
    x: Tensor) -> Tensor:
#: end
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    y = torch.layer_norm(x, [${width}], self.ln_1_weight, self.ln_1_bias, ${eps})
#: if bf16_inputs
    y = torch.to(y, 15)
#: end
    qkv = (self.qkv).forward(y, )
    heads = torch.permute(torch.reshape(qkv, [batch, length, 3, ${heads}, ${head_width}]), [2, 0, 3, 1, 4])
#: if short_tiled
    # A product of its own for each head costs more in bfloat16 than it saves on a few tokens.
    if torch.le(length, ${short}):
      a = torch.scaled_dot_product_attention(torch.select(heads, 0, 0), torch.select(heads, 0, 1), torch.select(heads, 0, 2), None, 0., ${causal}, scale=${attention_scale})
    else:
      a = (self).weigh(heads, ${mask_argument})
#: else
#: if plain_attention
    a = (self).weigh(heads, ${mask_argument})
#: else
    a = torch.scaled_dot_product_attention(torch.select(heads, 0, 0), torch.select(heads, 0, 1), torch.select(heads, 0, 2), None, 0., ${causal}, scale=${attention_scale})
#: end
#: end
    return torch.reshape(torch.transpose(a, 1, 2), [batch, length, ${width}])
  def forward(self: __torch__.clip4j.${room}.Block,
#: if causal_scores
    x: Tensor,
    mask: Tensor) -> Tensor:
    return (self).finish(x, (self).attend(x, mask, ), )
#: else
    x: Tensor) -> Tensor:
    return (self).finish(x, (self).attend(x, ), )
#: end
