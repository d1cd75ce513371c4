package io.github.clip4j.examples.report;

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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
