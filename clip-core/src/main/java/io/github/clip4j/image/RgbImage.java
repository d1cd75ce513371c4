package io.github.clip4j.image;

import java.util.Objects;

/**
 * An 8-bit RGB picture: {@code width * height * 3} bytes, rows from the top, pixels from the left,
 * channels red, green, blue. The array is shared, not copied; do not change it while it is in use.
 *
 * @since 0.1.0
 */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] rgb;

  /**
   * Wraps the bytes.
   *
   * @param width pixels in a row
   * @param height rows
   * @param rgb red, green and blue of each pixel, row by row; not copied
   * @throws IllegalArgumentException if a side is below 1 or the array's length is not {@code width
   *     * height * 3}
   */
  public RgbImage(int width, int height, byte[] rgb) {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1 || (long) width * height * 3 != rgb.length) {
      throw new IllegalArgumentException(
          "an RGB picture of " + width + "x" + height + " does not have " + rgb.length + " bytes");
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /** {@return pixels in a row} */
  public int width() {
    return width;
  }

  /** {@return rows} */
  public int height() {
    return height;
  }

  /** {@return the bytes themselves, not a copy} */
  public byte[] rgb() {
    return rgb;
  }

  /** The sides; two pictures are equal only if they are the same object, as their bytes change. */
  @Override
  public String toString() {
    return "RgbImage[" + width + "x" + height + "]";
  }
}
