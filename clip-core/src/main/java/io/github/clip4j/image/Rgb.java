package io.github.clip4j.image;

/**
 * One number for each colour channel: means and deviations in 0 to 1, colours in 0 to 255.
 *
 * @param red the first channel
 * @param green the second channel
 * @param blue the third channel
 * @since 0.1.0
 */
public record Rgb(float red, float green, float blue) {
  /** OpenAI's channel means. */
  public static final Rgb CLIP_MEAN =
      new Rgb((float) 0.48145466, (float) 0.4578275, (float) 0.40821073);

  /** OpenAI's channel deviations. */
  public static final Rgb CLIP_STD =
      new Rgb((float) 0.26862954, (float) 0.26130258, (float) 0.27577711);

  /** The colour black, and the means of a config without normalisation. */
  public static final Rgb ZERO = new Rgb(0f, 0f, 0f);

  /** The deviations of a config without normalisation. */
  public static final Rgb ONE = new Rgb(1f, 1f, 1f);

  float channel(int index) {
    return index == 0 ? red : index == 1 ? green : blue;
  }

  /** The channel rounded and clipped to a byte, for colours. */
  int byteChannel(int index) {
    return Math.max(0, Math.min(255, Math.round(channel(index))));
  }
}
