# A vision transformer: patches of ${patch} pixels, a class token, ${layers} blocks, one pooled vector.
class Tower(Module):
  __parameters__ = [${patch_names}"class_embedding", "positional_embedding", ${norm_names}"ln_post_weight", "ln_post_bias", "projection", ]
  __buffers__ = []
#: if packed_patches
  patches : __torch__.clip4j.image.Patches
#: else
  patch_weight : Tensor
#: end
  class_embedding : Tensor
  positional_embedding : Tensor
#: if pre_norm
  ln_pre_weight : Tensor
  ln_pre_bias : Tensor
#: end
  ln_post_weight : Tensor
  ln_post_bias : Tensor
  projection : Tensor
  training : bool
#: each i blocks
  block${i} : __torch__.clip4j.image.Block
#: end
#: if one_query
  last : __torch__.clip4j.image.LastBlock
#: end
  def forward(self: __torch__.clip4j.image.Tower,
    pixels: Tensor) -> Tensor:
    batch = torch.size(pixels, 0)
#: if packed_patches
    # Pixels that fill no whole patch are left out, as a convolution does.
    whole = torch.slice(torch.slice(pixels, 2, 0, ${covered}), 3, 0, ${covered})
    squares = torch.reshape(whole, [batch, 3, ${grid}, ${patch}, ${grid}, ${patch}])
    rows = torch.reshape(torch.permute(squares, [0, 2, 4, 1, 3, 5]), [batch, ${grid_tokens}, ${patch_inputs}])
    tokens = (self.patches).forward(rows, )
#: else
    patches = torch.conv2d(pixels, self.patch_weight, None, [${patch}, ${patch}])
    tokens = torch.transpose(torch.flatten(patches, 2), 1, 2)
#: end
    cls = torch.expand(torch.reshape(self.class_embedding, [1, 1, ${width}]), [batch, 1, ${width}])
    x = torch.add_(torch.cat([cls, tokens], 1), self.positional_embedding)
#: if pre_norm
    x = torch.layer_norm(x, [${width}], self.ln_pre_weight, self.ln_pre_bias, ${eps})
#: end
#: each i full_layers
    x = (self.block${i}).forward(x, )
#: end
#: if token
    # Of the last block only the class token is wanted: one row in place of all after attention.
#: if one_query
    first = torch.zeros([batch, 1], dtype=4)
    pooled = (self.last).forward(x, first, )
#: else
    last = self.block${last}
    a = torch.select((last).attend(x, ), 1, 0)
    pooled = (last).finish(torch.contiguous(torch.select(x, 1, 0)), a, )
#: end
    pooled = torch.layer_norm(pooled, [${width}], self.ln_post_weight, self.ln_post_bias, ${eps})
#: end
#: if average
#: if norm_after
    pooled = torch.mean(torch.slice(x, 1, 1), [1])
    pooled = torch.layer_norm(pooled, [${width}], self.ln_post_weight, self.ln_post_bias, ${eps})
#: else
    x = torch.layer_norm(x, [${width}], self.ln_post_weight, self.ln_post_bias, ${eps})
    pooled = torch.mean(torch.slice(x, 1, 1), [1])
#: end
#: end
    return torch.matmul(pooled, self.projection)
