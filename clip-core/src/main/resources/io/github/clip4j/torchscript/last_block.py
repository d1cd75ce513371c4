# The last block where one token is pooled: keys and values of all tokens, but only that token's query,
# output projection and MLP.
class LastBlock(Module):
  __parameters__ = ["ln_1_weight", "ln_1_bias", "ln_2_weight", "ln_2_bias", ]
  __buffers__ = []
  ln_1_weight : Tensor
  ln_1_bias : Tensor
  ln_2_weight : Tensor
  ln_2_bias : Tensor
  training : bool
  query : __torch__.clip4j.${room}.Linear
  key_value : __torch__.clip4j.${room}.Linear
  out : __torch__.clip4j.${room}.Linear
  fc : __torch__.clip4j.${room}.Linear
  proj : __torch__.clip4j.${room}.Linear
  # x is float32 [batch, length, ${width}], at int64 [batch, 1]: which token of each row is pooled. Gives
  # [batch, ${width}].
#: if causal
  # later is bool [batch, length], true for the tokens behind that one, which it does not see.
#: end
  def forward(self: __torch__.clip4j.${room}.LastBlock,
    x: Tensor,
#: if causal
    at: Tensor,
    later: Tensor) -> Tensor:
#: else
    at: Tensor) -> Tensor:
#: end
    batch = torch.size(x, 0)
    length = torch.size(x, 1)
    row = torch.expand(torch.unsqueeze(at, 2), [batch, 1, ${width}])
    y = torch.layer_norm(x, [${width}], self.ln_1_weight, self.ln_1_bias, ${eps})
#: if bf16_inputs
    y = torch.to(y, 15)
#: end
    q = (self.query).forward(torch.squeeze(torch.gather(y, 1, row), 1), )
    kv = torch.reshape((self.key_value).forward(y, ), [batch, length, 2, ${heads}, ${head_width}])
    rows = torch.contiguous(torch.permute(kv, [2, 0, 3, 1, 4]))
    k = torch.flatten(torch.select(rows, 0, 0), 0, 1)
    v = torch.flatten(torch.select(rows, 0, 1), 0, 1)
    scores = torch.bmm(torch.reshape(q, [torch.size(k, 0), 1, ${head_width}]), torch.transpose(k, 1, 2))
    weights = torch.reshape(scores, [batch, ${heads}, length])
#: if scaled_queries
#: else
    weights = torch.mul_(weights, ${attention_scale})
#: end
#: if causal
    weights = torch.masked_fill_(weights, torch.unsqueeze(later, 1), -inf)
#: end
    shares = torch.reshape(torch.softmax(weights, -1), [torch.size(k, 0), 1, length])
    attended = torch.reshape(torch.bmm(shares, v), [batch, ${width}])
    return (self).finish(torch.squeeze(torch.gather(x, 1, row), 1), attended, )
