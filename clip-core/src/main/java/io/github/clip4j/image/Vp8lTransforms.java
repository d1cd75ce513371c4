package io.github.clip4j.image;

/** Takes the transforms of lossless WebP back; pixels are alpha, red, green, blue from the top. */
final class Vp8lTransforms {
  private static final int OPAQUE = 0xFF000000;

  private Vp8lTransforms() {}

  static void addGreen(int[] p) {
    for (int i = 0; i < p.length; i++) {
      int green = p[i] >> 8 & 255;
      int both = ((p[i] & 0xFF00FF) + (green << 16 | green)) & 0xFF00FF;
      p[i] = (p[i] & 0xFF00FF00) | both;
    }
  }

  static void color(int[] p, int width, int bits, int[] blocks) {
    int wide = (width + (1 << bits) - 1) >> bits;
    for (int i = 0; i < p.length; i++) {
      int m = blocks[((i / width) >> bits) * wide + ((i % width) >> bits)];
      int v = p[i];
      int green = v >> 8;
      int red = ((v >> 16) + delta(m, green)) & 255;
      int blue = (v + delta(m >> 8, green) + delta(m >> 16, red)) & 255;
      p[i] = (v & 0xFF00FF00) | red << 16 | blue;
    }
  }

  private static int delta(int factor, int channel) {
    return ((byte) factor * (byte) channel) >> 5;
  }

  /** Indices in the green channel, several to a pixel, to colours. */
  static int[] palette(int[] p, int width, int height, int bits, int[] table) {
    int wide = (width + (1 << bits) - 1) >> bits;
    int depth = 8 >> bits;
    int[] out = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int packed = p[y * wide + (x >> bits)] >> 8 & 255;
        int index = (packed >> ((x & ((1 << bits) - 1)) * depth)) & ((1 << depth) - 1);
        out[y * width + x] = index < table.length ? table[index] : 0;
      }
    }
    return out;
  }

  static void predict(int[] p, int width, int bits, int[] blocks) {
    int wide = (width + (1 << bits) - 1) >> bits;
    p[0] = add(p[0], OPAQUE);
    for (int x = 1; x < width; x++) {
      p[x] = add(p[x], p[x - 1]);
    }
    for (int row = width; row < p.length; row += width) {
      p[row] = add(p[row], p[row - width]);
      int base = ((row / width) >> bits) * wide;
      for (int x = 1; x < width; x++) {
        int mode = blocks[base + (x >> bits)] >> 8 & 15;
        p[row + x] = add(p[row + x], guess(mode, p, row + x, width));
      }
    }
  }

  private static int guess(int mode, int[] p, int i, int width) {
    int left = p[i - 1];
    int top = p[i - width];
    int corner = p[i - width - 1];
    // Right of the last column that is the first pixel of this row.
    int right = p[i - width + 1];
    return switch (mode) {
      case 1 -> left;
      case 2 -> top;
      case 3 -> right;
      case 4 -> corner;
      case 5 -> average(average(left, right), top);
      case 6 -> average(left, corner);
      case 7 -> average(left, top);
      case 8 -> average(corner, top);
      case 9 -> average(top, right);
      case 10 -> average(average(left, corner), average(top, right));
      case 11 -> select(left, top, corner);
      case 12 -> full(left, top, corner);
      case 13 -> half(average(left, top), corner);
      default -> OPAQUE;
    };
  }

  static int add(int a, int b) {
    int even = ((a & 0xFF00FF00) + (b & 0xFF00FF00)) & 0xFF00FF00;
    int odd = ((a & 0xFF00FF) + (b & 0xFF00FF)) & 0xFF00FF;
    return even | odd;
  }

  private static int average(int a, int b) {
    return (((a ^ b) >>> 1) & 0x7F7F7F7F) + (a & b);
  }

  /** The one of left and top that lies nearer to left + top - corner. */
  private static int select(int left, int top, int corner) {
    int toLeft = 0;
    int toTop = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int c = corner >>> shift & 255;
      toLeft += Math.abs((top >>> shift & 255) - c);
      toTop += Math.abs((left >>> shift & 255) - c);
    }
    return toLeft < toTop ? left : top;
  }

  private static int full(int left, int top, int corner) {
    int out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int v = (left >>> shift & 255) + (top >>> shift & 255) - (corner >>> shift & 255);
      out |= Math.max(0, Math.min(255, v)) << shift;
    }
    return out;
  }

  private static int half(int mean, int corner) {
    int out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int m = mean >>> shift & 255;
      int v = m + (m - (corner >>> shift & 255)) / 2;
      out |= Math.max(0, Math.min(255, v)) << shift;
    }
    return out;
  }
}
