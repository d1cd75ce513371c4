# CLIP's text transformer: ${layers} blocks over token ids, the end token's state becomes the vector.
class Tower(Module):
  __parameters__ = ["token_embedding", "positional_embedding", "ln_final_weight", "ln_final_bias", "projection", ]
  __buffers__ = []
  token_embedding : Tensor
  positional_embedding : Tensor
  ln_final_weight : Tensor
  ln_final_bias : Tensor
  projection : Tensor
  training : bool
#: each i blocks
  block${i} : __torch__.clip4j.text.Block
#: end
#: if one_query
  last : __torch__.clip4j.text.LastBlock
#: end
  def forward(self: __torch__.clip4j.text.Tower,
    ids: Tensor) -> Tensor:
    batch = torch.size(ids, 0)
    length = torch.size(ids, 1)
    x = torch.embedding(self.token_embedding, ids)
    x = torch.add_(x, torch.slice(self.positional_embedding, 0, 0, length))
#: if causal_scores
    mask = torch.triu(torch.full([length, length], -inf, dtype=${score_type}), 1)
#: each i full_layers
    x = (self.block${i}).forward(x, mask, )
#: end
#: else
#: each i full_layers
    x = (self.block${i}).forward(x, )
#: end
#: end
    # Ties go to the first position, so padding with the end token is as good as padding with zero.
#: if argmax
    at = torch.argmax(ids, -1)
#: end
#: if end_of_text
    at = torch.argmax(torch.to(torch.eq(ids, ${end_of_text_id}), 3), -1)
#: end
#: if first
    at = torch.mul(torch.select(ids, 1, 0), 0)
#: end
#: if last_token
    at = torch.add(torch.mul(torch.select(ids, 1, 0), 0), torch.sub(length, 1))
#: end
    # Of the last block only the pooled token is wanted after attention.
#: if one_query
    chosen = torch.reshape(at, [batch, 1])
#: if causal
    places = torch.cumsum(torch.ones_like(ids), 1)
    pooled = (self.last).forward(x, chosen, torch.gt(places, torch.add(chosen, 1)), )
#: else
    pooled = (self.last).forward(x, chosen, )
#: end
#: else
    rows = torch.expand(torch.reshape(at, [batch, 1, 1]), [batch, 1, ${width}])
    last = self.block${last}
    a = torch.squeeze(torch.gather((last).attend(x, ), 1, rows), 1)
    pooled = (last).finish(torch.squeeze(torch.gather(x, 1, rows), 1), a, )
#: end
    pooled = torch.layer_norm(pooled, [${width}], self.ln_final_weight, self.ln_final_bias, ${eps})
    return torch.matmul(pooled, self.projection)
