package io.github.clip4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/** Pictures that a program already holds as AWT objects, of any type. */
final class BufferedImages {
  private BufferedImages() {}

  /**
   * Keeps the mode where there is one that means the same: 8-bit and 16-bit gray, palettes. All
   * else becomes RGB or RGBA through {@code getRGB}, in sRGB.
   */
  static PixelImage toPixels(BufferedImage image) {
    return switch (image.getType()) {
      case BufferedImage.TYPE_BYTE_GRAY -> gray(image);
      case BufferedImage.TYPE_USHORT_GRAY -> gray16(image);
      default ->
          image.getColorModel() instanceof IndexColorModel model && model.getMapSize() <= 256
              ? indexed(image, model)
              : direct(image);
    };
  }

  /** The raw values: getRGB would convert from Java's linear gray colour space. */
  private static PixelImage gray(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    int[] line = new int[w];
    byte[] out = new byte[Math.multiplyExact(w, h)];
    for (int y = 0; y < h; y++) {
      image.getRaster().getSamples(0, y, w, 1, 0, line);
      for (int x = 0; x < w; x++) {
        out[y * w + x] = (byte) line[x];
      }
    }
    return new PixelImage(PixelImage.Mode.GRAY, w, h, out);
  }

  private static PixelImage gray16(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    int[] line = new int[w];
    char[] out = new char[Math.multiplyExact(w, h)];
    for (int y = 0; y < h; y++) {
      image.getRaster().getSamples(0, y, w, 1, 0, line);
      for (int x = 0; x < w; x++) {
        out[y * w + x] = (char) line[x];
      }
    }
    return new PixelImage(w, h, out);
  }

  private static PixelImage indexed(BufferedImage image, IndexColorModel model) {
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] palette = PixelImage.grayRamp();
    byte[] alpha = model.hasAlpha() ? new byte[model.getMapSize()] : null;
    for (int i = 0; i < model.getMapSize(); i++) {
      palette[3 * i] = (byte) model.getRed(i);
      palette[3 * i + 1] = (byte) model.getGreen(i);
      palette[3 * i + 2] = (byte) model.getBlue(i);
      if (alpha != null) {
        alpha[i] = (byte) model.getAlpha(i);
      }
    }
    byte[] out = new byte[Math.multiplyExact(w, h)];
    int[] line = new int[w];
    for (int y = 0; y < h; y++) {
      image.getRaster().getSamples(0, y, w, 1, 0, line);
      for (int x = 0; x < w; x++) {
        out[y * w + x] = (byte) line[x];
      }
    }
    return new PixelImage(PixelImage.Mode.PALETTE, w, h, out, palette, alpha);
  }

  private static PixelImage direct(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    boolean alpha = image.getColorModel().hasAlpha();
    int bands = alpha ? 4 : 3;
    byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(w, h), bands)];
    int[] line = new int[w];
    int o = 0;
    for (int y = 0; y < h; y++) {
      image.getRGB(0, y, w, 1, line, 0, w);
      for (int x = 0; x < w; x++, o += bands) {
        int argb = line[x];
        out[o] = (byte) (argb >> 16);
        out[o + 1] = (byte) (argb >> 8);
        out[o + 2] = (byte) argb;
        if (alpha) {
          out[o + 3] = (byte) (argb >> 24);
        }
      }
    }
    return new PixelImage(alpha ? PixelImage.Mode.RGBA : PixelImage.Mode.RGB, w, h, out);
  }
}
