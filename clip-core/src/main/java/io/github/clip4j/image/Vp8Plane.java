package io.github.clip4j.image;

import java.util.Arrays;

/**
 * Samples of one plane, with the row above (127) and the column to the left (129) that VP8
 * presumes.
 */
final class Vp8Plane {
  final int stride;
  final byte[] samples;

  Vp8Plane(int width, int height) {
    stride = width + 1;
    samples = new byte[stride * (height + 1)];
    Arrays.fill(samples, 0, stride, (byte) 127);
    for (int y = 1; y <= height; y++) {
      samples[y * stride] = (byte) 129;
    }
  }

  int index(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  /** Predicts a square from its upper and left neighbours. */
  void predict(int x, int y, int size, int mode) {
    byte[] s = samples;
    int at = index(x, y);
    int above = at - stride;
    switch (mode) {
      case Vp8Predictor.DC -> {
        int sum = 0;
        int sides = 0;
        if (y > 0) {
          sides++;
          for (int i = 0; i < size; i++) {
            sum += s[above + i] & 255;
          }
        }
        if (x > 0) {
          sides++;
          for (int i = 0; i < size; i++) {
            sum += s[at + i * stride - 1] & 255;
          }
        }
        int n = sides * size;
        byte value = (byte) (n == 0 ? 128 : (sum + n / 2) / n);
        for (int r = 0; r < size; r++) {
          Arrays.fill(s, at + r * stride, at + r * stride + size, value);
        }
      }
      case Vp8Predictor.VERTICAL -> {
        for (int r = 0; r < size; r++) {
          System.arraycopy(s, above, s, at + r * stride, size);
        }
      }
      case Vp8Predictor.HORIZONTAL -> {
        for (int r = 0; r < size; r++) {
          int row = at + r * stride;
          Arrays.fill(s, row, row + size, s[row - 1]);
        }
      }
      default -> {
        int corner = s[above - 1] & 255;
        for (int r = 0; r < size; r++) {
          int row = at + r * stride;
          int base = (s[row - 1] & 255) - corner;
          for (int c = 0; c < size; c++) {
            s[row + c] = clip(base + (s[above + c] & 255));
          }
        }
      }
    }
  }

  /** The four samples above and to the right of a macroblock, for its right column of blocks. */
  int[] aboveRight(int x, int y, boolean last) {
    int[] four = new int[4];
    int at = index(x + 16, y - 1);
    for (int i = 0; i < 4; i++) {
      four[i] = y == 0 ? 127 : last ? samples[at - 1] & 255 : samples[at + i] & 255;
    }
    return four;
  }

  /** Adds a 4x4 block's inverse transform. */
  void add(int[] c, int at, int x, int y) {
    int any = 0;
    for (int i = 0; i < 16; i++) {
      any |= c[at + i];
    }
    if (any == 0) {
      return;
    }
    int[] t = new int[16];
    for (int i = 0; i < 4; i++) {
      int a = c[at + i] + c[at + 8 + i];
      int b = c[at + i] - c[at + 8 + i];
      int e = mul2(c[at + 4 + i]) - mul1(c[at + 12 + i]);
      int d = mul1(c[at + 4 + i]) + mul2(c[at + 12 + i]);
      t[4 * i] = a + d;
      t[4 * i + 1] = b + e;
      t[4 * i + 2] = b - e;
      t[4 * i + 3] = a - d;
    }
    for (int i = 0; i < 4; i++) {
      int dc = t[i] + 4;
      int a = dc + t[8 + i];
      int b = dc - t[8 + i];
      int e = mul2(t[4 + i]) - mul1(t[12 + i]);
      int d = mul1(t[4 + i]) + mul2(t[12 + i]);
      int p = index(x, y + i);
      samples[p] = clip((samples[p] & 255) + ((a + d) >> 3));
      samples[p + 1] = clip((samples[p + 1] & 255) + ((b + e) >> 3));
      samples[p + 2] = clip((samples[p + 2] & 255) + ((b - e) >> 3));
      samples[p + 3] = clip((samples[p + 3] & 255) + ((a - d) >> 3));
    }
  }

  private static int mul1(int a) {
    return ((a * 20091) >> 16) + a;
  }

  private static int mul2(int a) {
    return (a * 35468) >> 16;
  }

  static byte clip(int v) {
    return (byte) Math.max(0, Math.min(255, v));
  }
}
