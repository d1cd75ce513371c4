package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;

/**
 * The alpha plane of a lossy WebP (chunk ALPH): raw, or compressed as the green channel of a
 * lossless picture without its header; then the plane's own filter is undone.
 */
final class WebpAlpha {
  private WebpAlpha() {}

  /** The plane of the chunk whose body lies at {@code at} to {@code end}. */
  static byte[] decode(DecodeContext context, byte[] file, int at, int end, int width, int height)
      throws ImageDecodeException {
    if (at >= end) {
      throw context.truncated("the alpha chunk is empty");
    }
    int flags = file[at] & 255;
    byte[] plane = new byte[width * height];
    switch (flags & 3) {
      case 0 -> {
        if (end - at - 1 < plane.length && !context.lenient()) {
          throw context.truncated(
              "the alpha chunk has " + (end - at - 1) + " of " + plane.length + " bytes");
        }
        System.arraycopy(file, at + 1, plane, 0, Math.min(plane.length, end - at - 1));
      }
      case 1 -> {
        Vp8lBits bits = new Vp8lBits(file, at + 1, end);
        int[] pixels = new Vp8lDecoder(context, bits, width, height, false).decode();
        for (int i = 0; i < plane.length; i++) {
          plane[i] = (byte) (pixels[i] >> 8);
        }
      }
      default -> throw context.corrupt("alpha compression " + (flags & 3));
    }
    unfilter(plane, width, flags >> 2 & 3);
    return plane;
  }

  private static void unfilter(byte[] p, int width, int filter) {
    if (filter == 0) {
      return;
    }
    for (int x = 1; x < width; x++) {
      p[x] += p[x - 1];
    }
    for (int i = width; i < p.length; i++) {
      boolean first = i % width == 0;
      if (first || filter == 2) {
        p[i] += p[i - width];
      } else if (filter == 1) {
        p[i] += p[i - 1];
      } else {
        int guess = (p[i - 1] & 255) + (p[i - width] & 255) - (p[i - width - 1] & 255);
        p[i] += (byte) Math.max(0, Math.min(255, guess));
      }
    }
  }
}
