package io.github.clip4j.image;

/**
 * Whose order of steps is followed. The two differ in three places: where palette and alpha are
 * resolved, how an odd margin is halved, and in which precision the bytes are rescaled.
 *
 * @since 0.1.0
 */
public enum PreprocessLayout {
  /**
   * OpenAI and open_clip: resize and crop in the file's own pixel mode (palettes by nearest
   * neighbour, alpha premultiplied), then RGB. An odd margin is halved to the even neighbour; bytes
   * are divided by 255 in float32.
   */
  OPEN_CLIP,
  /**
   * Hugging Face transformers: RGB first. An odd margin is halved downwards; bytes are multiplied
   * by the rescale factor in float64 and then rounded to float32.
   */
  HUGGING_FACE
}
