package io.github.clip4j.examples.report;

import io.github.clip4j.image.RgbImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Pictures made small, and pictures inside a page. */
public final class Thumbnail {
  private Thumbnail() {}

  /**
   * A picture fitted into a square, on white; never enlarged.
   *
   * @param image any picture
   * @param side the side of the square in pixels, at least 1
   * @return RGB, of the picture's own proportions, at least 1 pixel each way
   */
  public static BufferedImage of(BufferedImage image, int side) {
    if (side < 1) {
      throw new IllegalArgumentException("side must be at least 1: " + side);
    }
    double scale = Math.min(1, (double) side / Math.max(image.getWidth(), image.getHeight()));
    BufferedImage small = image;
    // By halves first: one big step of the bilinear filter would skip pixels.
    while (scale < 0.5) {
      small = scaled(small, (small.getWidth() + 1) / 2, (small.getHeight() + 1) / 2);
      scale = Math.min(1, (double) side / Math.max(small.getWidth(), small.getHeight()));
    }
    return scaled(
        small,
        Math.max(1, (int) Math.round(small.getWidth() * scale)),
        Math.max(1, (int) Math.round(small.getHeight() * scale)));
  }

  /**
   * A decoded picture fitted into a square; the full-size picture is not copied. Several pixels are
   * averaged where the picture is more than twice as large.
   *
   * @param picture any picture
   * @param side the side of the square in pixels, at least 1
   * @return RGB, of the picture's own proportions, at least 1 pixel each way
   */
  public static BufferedImage of(RgbImage picture, int side) {
    if (side < 1) {
      throw new IllegalArgumentException("side must be at least 1: " + side);
    }
    int step = Math.max(1, Math.max(picture.width(), picture.height()) / (2 * side));
    int width = (picture.width() + step - 1) / step;
    int height = (picture.height() + step - 1) / step;
    BufferedImage reduced = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        reduced.setRGB(x, y, mean(picture, x * step, y * step, step));
      }
    }
    return of(reduced, side);
  }

  private static int mean(RgbImage picture, int left, int top, int step) {
    int right = Math.min(picture.width(), left + step);
    int bottom = Math.min(picture.height(), top + step);
    byte[] rgb = picture.rgb();
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int y = top; y < bottom; y++) {
      int at = 3 * (y * picture.width() + left);
      for (int x = left; x < right; x++, at += 3) {
        red += rgb[at] & 255;
        green += rgb[at + 1] & 255;
        blue += rgb[at + 2] & 255;
      }
    }
    long pixels = (long) (right - left) * (bottom - top);
    return (int) (red / pixels) << 16 | (int) (green / pixels) << 8 | (int) (blue / pixels);
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
    graphics.dispose();
    return result;
  }

  /**
   * A picture as an address that carries its own bytes, for pages that are one file.
   *
   * @param image any picture
   * @return {@code data:image/png;base64,…}
   */
  public static String dataAddress(BufferedImage image) {
    return address("png", png(image));
  }

  /**
   * A decoded picture made small, as an address that carries its own bytes: PNG or JPEG, whichever
   * is shorter. Drawings mostly are shorter, and sharper, as PNG; photographs as JPEG.
   *
   * @param picture any picture
   * @param side the side of the square in pixels that it is fitted into, at least 1
   */
  public static String compactAddress(RgbImage picture, int side) {
    BufferedImage image = of(picture, side);
    byte[] png = png(image);
    byte[] jpeg = encoded(image, "jpeg");
    return png.length <= jpeg.length ? address("png", png) : address("jpeg", jpeg);
  }

  /** A picture as the bytes of a PNG file. */
  public static byte[] png(BufferedImage image) {
    return encoded(image, "png");
  }

  private static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalStateException("this Java has no writer for " + format);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static String address(String format, byte[] bytes) {
    return "data:image/" + format + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
