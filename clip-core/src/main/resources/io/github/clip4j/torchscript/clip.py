# The whole model: two towers and the temperature. Becomes code/__torch__/clip4j/clip.py.
# Comment lines are dropped and lines that begin with "#:" are directives; see ClassText.
class Clip(Module):
  __parameters__ = ["logit_scale", ]
  __buffers__ = []
  logit_scale : Tensor
  training : bool
  image : __torch__.clip4j.image.Tower
  text : __torch__.clip4j.text.Tower
  # pixels float32 [batch, 3, size, size], normalised -> float32 [batch, embed_dim]
  def encode_image(self: __torch__.clip4j.clip.Clip,
    pixels: Tensor) -> Tensor:
    image = self.image
    return (image).forward(pixels, )
  # ids int64 [batch, length] -> float32 [batch, embed_dim]
  def encode_text(self: __torch__.clip4j.clip.Clip,
    ids: Tensor) -> Tensor:
    text = self.text
    return (text).forward(ids, )
  # One output row: the image's vectors, then the texts' (for programs that know only "forward").
  def forward(self: __torch__.clip4j.clip.Clip,
    pixels: Tensor,
    ids: Tensor) -> Tuple[Tensor, Tensor]:
    image = self.image
    text = self.text
    return ((image).forward(pixels, ), (text).forward(ids, ))
