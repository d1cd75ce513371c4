# OpenAI's ModifiedResNet. Every batch norm is folded into the convolution before it (weights and a
# bias), strides are average pools, and the last pooling is attention with the mean as its query.
class Bottleneck(Module):
  __parameters__ = ["conv1_weight", "conv1_bias", "conv2_weight", "conv2_bias", "conv3_weight", "conv3_bias", ]
  __buffers__ = []
  conv1_weight : Tensor
  conv1_bias : Tensor
  conv2_weight : Tensor
  conv2_bias : Tensor
  conv3_weight : Tensor
  conv3_bias : Tensor
  training : bool
  def branch(self: __torch__.clip4j.image.Bottleneck,
    x: Tensor,
    stride: int) -> Tensor:
    y = torch.relu_(torch.conv2d(x, self.conv1_weight, self.conv1_bias))
    y = torch.relu_(torch.conv2d(y, self.conv2_weight, self.conv2_bias, [1, 1], [1, 1]))
    if torch.gt(stride, 1):
      y0 = torch.avg_pool2d(y, [stride, stride], [stride, stride])
    else:
      y0 = y
    return torch.conv2d(y0, self.conv3_weight, self.conv3_bias)
  def forward(self: __torch__.clip4j.image.Bottleneck,
    x: Tensor) -> Tensor:
    return torch.relu_(torch.add_((self).branch(x, 1, ), x))
# The first block of a stage also widens the shortcut.
class Widening(Module):
  __parameters__ = ["shortcut_weight", "shortcut_bias", ]
  __buffers__ = []
  shortcut_weight : Tensor
  shortcut_bias : Tensor
  training : bool
  main : __torch__.clip4j.image.Bottleneck
  def forward(self: __torch__.clip4j.image.Widening,
    x: Tensor,
    stride: int) -> Tensor:
    if torch.gt(stride, 1):
      s = torch.avg_pool2d(x, [stride, stride], [stride, stride])
    else:
      s = x
    shortcut = torch.conv2d(s, self.shortcut_weight, self.shortcut_bias)
    main = self.main
    return torch.relu_(torch.add_((main).branch(x, stride, ), shortcut))
class Tower(Module):
  __parameters__ = ["stem1_weight", "stem1_bias", "stem2_weight", "stem2_bias", "stem3_weight", "stem3_bias", "positional_embedding", "q_weight", "q_bias", "k_weight", "k_bias", "v_weight", "v_bias", "out_weight", "out_bias", ]
  __buffers__ = []
  stem1_weight : Tensor
  stem1_bias : Tensor
  stem2_weight : Tensor
  stem2_bias : Tensor
  stem3_weight : Tensor
  stem3_bias : Tensor
  positional_embedding : Tensor
  q_weight : Tensor
  q_bias : Tensor
  k_weight : Tensor
  k_bias : Tensor
  v_weight : Tensor
  v_bias : Tensor
  out_weight : Tensor
  out_bias : Tensor
  training : bool
#: each stage 4
  stage${stage}_0 : __torch__.clip4j.image.Widening
#: each i more_blocks_${stage}
  stage${stage}_${i+1} : __torch__.clip4j.image.Bottleneck
#: end
#: end
  def forward(self: __torch__.clip4j.image.Tower,
    pixels: Tensor) -> Tensor:
    x = torch.relu_(torch.conv2d(pixels, self.stem1_weight, self.stem1_bias, [2, 2], [1, 1]))
    x = torch.relu_(torch.conv2d(x, self.stem2_weight, self.stem2_bias, [1, 1], [1, 1]))
    x = torch.relu_(torch.conv2d(x, self.stem3_weight, self.stem3_bias, [1, 1], [1, 1]))
    x = torch.avg_pool2d(x, [2, 2], [2, 2])
#: each stage 4
    x = (self.stage${stage}_0).forward(x, ${stride_${stage}}, )
#: each i more_blocks_${stage}
    x = (self.stage${stage}_${i+1}).forward(x, )
#: end
#: end
    batch = torch.size(x, 0)
    tokens = torch.transpose(torch.flatten(x, 2), 1, 2)
    mean = torch.mean(tokens, [1], True)
    t = torch.add_(torch.cat([mean, tokens], 1), self.positional_embedding)
    length = torch.size(t, 1)
    q = torch.linear(torch.select(t, 1, 0), self.q_weight, self.q_bias)
    k = torch.linear(t, self.k_weight, self.k_bias)
    v = torch.linear(t, self.v_weight, self.v_bias)
    q = torch.transpose(torch.reshape(q, [batch, 1, ${heads}, ${head_width}]), 1, 2)
    k = torch.transpose(torch.reshape(k, [batch, length, ${heads}, ${head_width}]), 1, 2)
    v = torch.transpose(torch.reshape(v, [batch, length, ${heads}, ${head_width}]), 1, 2)
    a = torch.scaled_dot_product_attention(q, k, v)
    return torch.linear(torch.reshape(a, [batch, ${features}]), self.out_weight, self.out_bias)
