package io.github.clip4j.image;

import java.util.Objects;

/**
 * Conversions between pixel modes as Pillow 13 does them ({@code libImaging/Convert.c}), and the
 * three options that Pillow does not have at this place: 16-bit scaling, composing over a colour,
 * orientation.
 */
final class PixelConverter {
  private PixelConverter() {}

  /** {@code a * b / 255} rounded, Pillow's MULDIV255. */
  static int mulDiv255(int a, int b) {
    int t = a * b + 128;
    return ((t >> 8) + t) >> 8;
  }

  /** Pillow's {@code convert("RGB")}: alpha dropped, palettes looked up, 16-bit gray clipped. */
  static byte[] toRgb(PixelImage image) {
    int n = image.width * image.height;
    byte[] in = image.data;
    if (image.mode == PixelImage.Mode.RGB) {
      return in;
    }
    byte[] out = new byte[Math.multiplyExact(n, 3)];
    switch (image.mode) {
      case RGB -> throw new AssertionError();
      case BIT, GRAY -> {
        for (int i = 0, o = 0; i < n; i++, o += 3) {
          out[o] = out[o + 1] = out[o + 2] = in[i];
        }
      }
      case GRAY_ALPHA -> {
        for (int i = 0, o = 0; i < n; i++, o += 3) {
          out[o] = out[o + 1] = out[o + 2] = in[2 * i];
        }
      }
      case PALETTE -> {
        byte[] palette = Objects.requireNonNull(image.palette);
        for (int i = 0, o = 0; i < n; i++, o += 3) {
          int p = (in[i] & 255) * 3;
          out[o] = palette[p];
          out[o + 1] = palette[p + 1];
          out[o + 2] = palette[p + 2];
        }
      }
      case RGBA -> {
        for (int i = 0, o = 0; i < n; i++, o += 3) {
          out[o] = in[4 * i];
          out[o + 1] = in[4 * i + 1];
          out[o + 2] = in[4 * i + 2];
        }
      }
      case CMYK -> {
        for (int i = 0, o = 0; i < 4 * n; i += 4, o += 3) {
          int light = 255 - (in[i + 3] & 255);
          for (int c = 0; c < 3; c++) {
            out[o + c] = (byte) Math.max(0, light - mulDiv255(in[i + c] & 255, light));
          }
        }
      }
      case GRAY16 -> {
        for (int i = 0, o = 0; i < n; i++, o += 3) {
          out[o] = out[o + 1] = out[o + 2] = (byte) Math.min(255, image.data16[i]);
        }
      }
    }
    return out;
  }

  /** 16-bit gray to the nearest of 256 levels. */
  static PixelImage scale16(PixelImage image) {
    int n = image.data16.length;
    byte[] out = new byte[n];
    for (int i = 0; i < n; i++) {
      out[i] = (byte) ((image.data16[i] * 255 + 32767) / 65535);
    }
    PixelImage gray = new PixelImage(PixelImage.Mode.GRAY, image.width, image.height, out);
    gray.orientation = image.orientation;
    int[] key = image.transparentColor;
    if (key != null) {
      gray.transparentColor = new int[] {(key[0] * 255 + 32767) / 65535};
    }
    return gray;
  }

  /**
   * The picture laid over an opaque colour with the rounding of Pillow's {@code alpha_composite},
   * which is how transformers resolves alpha (over white).
   */
  static PixelImage composite(PixelImage image, Rgb background) {
    byte[] rgb = toRgb(image);
    if (rgb == image.data) {
      rgb = rgb.clone();
    }
    int n = image.width * image.height;
    int[] back = {background.byteChannel(0), background.byteChannel(1), background.byteChannel(2)};
    int[] key = image.transparentColor;
    for (int i = 0; i < n; i++) {
      int alpha = key == null ? alpha(image, i) : matches(rgb, 3 * i, key) ? 0 : 255;
      if (alpha == 255) {
        continue;
      }
      for (int c = 0; c < 3; c++) {
        int sum = ((rgb[3 * i + c] & 255) * alpha + back[c] * (255 - alpha)) * 128 + (0x80 << 7);
        rgb[3 * i + c] = (byte) (((sum >> 8) + sum) >> 15);
      }
    }
    PixelImage out = new PixelImage(PixelImage.Mode.RGB, image.width, image.height, rgb);
    out.orientation = image.orientation;
    return out;
  }

  private static boolean matches(byte[] rgb, int at, int[] key) {
    // Pillow compares converted pixels with the low byte of the key, whatever the file's depth.
    for (int c = 0; c < 3; c++) {
      if ((rgb[at + c] & 255) != (key[key.length == 3 ? c : 0] & 255)) {
        return false;
      }
    }
    return true;
  }

  private static int alpha(PixelImage image, int i) {
    return switch (image.mode) {
      case RGBA -> image.data[4 * i + 3] & 255;
      case GRAY_ALPHA -> image.data[2 * i + 1] & 255;
      case PALETTE -> {
        byte[] alphas = image.paletteAlpha;
        int index = image.data[i] & 255;
        yield alphas == null || index >= alphas.length ? 255 : alphas[index] & 255;
      }
      case BIT, GRAY, GRAY16, RGB, CMYK -> 255;
    };
  }

  /** Colour times alpha, as Pillow does before it resizes RGBA and LA. */
  static byte[] premultiply(byte[] in, int bands) {
    byte[] out = new byte[in.length];
    for (int i = 0; i < in.length; i += bands) {
      int alpha = in[i + bands - 1] & 255;
      for (int c = 0; c < bands - 1; c++) {
        out[i + c] = (byte) mulDiv255(in[i + c] & 255, alpha);
      }
      out[i + bands - 1] = (byte) alpha;
    }
    return out;
  }

  /** The way back, in place. */
  static void unpremultiply(byte[] data, int bands) {
    for (int i = 0; i < data.length; i += bands) {
      int alpha = data[i + bands - 1] & 255;
      if (alpha == 0 || alpha == 255) {
        continue;
      }
      for (int c = 0; c < bands - 1; c++) {
        data[i + c] = (byte) Math.min(255, 255 * (data[i + c] & 255) / alpha);
      }
    }
  }

  /** Turns and mirrors as the orientation asks (the table of Pillow's {@code exif_transpose}). */
  static PixelImage orient(PixelImage image) {
    int orientation = image.orientation;
    if (orientation < 2 || orientation > 8) {
      return image;
    }
    int w = image.width;
    int h = image.height;
    boolean swap = orientation >= 5;
    int outW = swap ? h : w;
    int outH = swap ? w : h;
    int bands = image.mode.bands;
    byte[] out = new byte[image.data.length];
    char[] out16 = new char[image.data16.length];
    for (int y = 0; y < outH; y++) {
      for (int x = 0; x < outW; x++) {
        int sx =
            switch (orientation) {
              case 2, 3 -> w - 1 - x;
              case 4 -> x;
              case 5, 6 -> y;
              default -> w - 1 - y;
            };
        int sy =
            switch (orientation) {
              case 2 -> y;
              case 3, 4 -> h - 1 - y;
              case 5, 8 -> x;
              default -> h - 1 - x;
            };
        int from = sy * w + sx;
        int to = y * outW + x;
        if (bands == 0) {
          out16[to] = image.data16[from];
        } else {
          System.arraycopy(image.data, from * bands, out, to * bands, bands);
        }
      }
    }
    PixelImage turned = image.withPixels(outW, outH, out, out16);
    turned.orientation = 1;
    return turned;
  }
}
