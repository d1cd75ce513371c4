package io.github.clip4j.examples.report;

import io.github.clip4j.image.RgbImage;
import java.awt.image.BufferedImage;

/** Decoded pictures as Java's own, pixel by pixel. */
public final class Pixels {
  private Pixels() {}

  /** The same pixels. */
  public static BufferedImage of(RgbImage picture) {
    return enlarged(picture, 1);
  }

  /**
   * Each pixel as a square.
   *
   * @param picture any picture
   * @param zoom the side of a square, at least 1
   * @return RGB, {@code zoom} times as wide and as high
   */
  public static BufferedImage enlarged(RgbImage picture, int zoom) {
    if (zoom < 1) {
      throw new IllegalArgumentException("zoom must be at least 1: " + zoom);
    }
    byte[] rgb = picture.rgb();
    BufferedImage image =
        new BufferedImage(
            Math.multiplyExact(picture.width(), zoom),
            Math.multiplyExact(picture.height(), zoom),
            BufferedImage.TYPE_INT_RGB);
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < row.length; x++) {
        int at = 3 * (y / zoom * picture.width() + x / zoom);
        row[x] = (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | (rgb[at + 2] & 255);
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return image;
  }
}
