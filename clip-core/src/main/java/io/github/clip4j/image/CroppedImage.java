package io.github.clip4j.image;

import java.util.Objects;

/**
 * What a model sees of a picture, and how large the picture was.
 *
 * @param pixels the 8-bit square before normalisation
 * @param sourceWidth width of the whole picture, after it was turned if that was asked for
 * @param sourceHeight its height
 * @since 0.1.0
 */
public record CroppedImage(RgbImage pixels, int sourceWidth, int sourceHeight) {
  /**
   * Checks that there are pixels.
   *
   * @param pixels the 8-bit square before normalisation
   * @param sourceWidth width of the whole picture, after it was turned if that was asked for
   * @param sourceHeight its height
   */
  public CroppedImage {
    Objects.requireNonNull(pixels, "pixels");
  }
}
