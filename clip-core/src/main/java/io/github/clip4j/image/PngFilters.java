package io.github.clip4j.image;

/**
 * Takes PNG's row filters back. Rows begin with the filter's number; {@code step} is the distance
 * to the byte of the same kind in the pixel to the left. The loops for pixels of three bytes keep
 * that pixel in locals, which is worth the lines: this is where a PNG's time goes, beside
 * inflating.
 */
final class PngFilters {
  private PngFilters() {}

  static void sub(byte[] line, int step) {
    int n = line.length;
    if (step == 3) {
      byte a0 = 0;
      byte a1 = 0;
      byte a2 = 0;
      for (int i = 1; i < n - 2; i += 3) {
        a0 += line[i];
        a1 += line[i + 1];
        a2 += line[i + 2];
        line[i] = a0;
        line[i + 1] = a1;
        line[i + 2] = a2;
      }
      return;
    }
    for (int i = step + 1; i < n; i++) {
      line[i] += line[i - step];
    }
  }

  static void up(byte[] line, byte[] before) {
    for (int i = 1; i < line.length; i++) {
      line[i] += before[i];
    }
  }

  static void average(byte[] line, byte[] before, int step) {
    int n = line.length;
    if (step == 3) {
      int a0 = 0;
      int a1 = 0;
      int a2 = 0;
      for (int i = 1; i < n - 2; i += 3) {
        a0 = (line[i] + ((a0 + (before[i] & 255)) >> 1)) & 255;
        a1 = (line[i + 1] + ((a1 + (before[i + 1] & 255)) >> 1)) & 255;
        a2 = (line[i + 2] + ((a2 + (before[i + 2] & 255)) >> 1)) & 255;
        line[i] = (byte) a0;
        line[i + 1] = (byte) a1;
        line[i + 2] = (byte) a2;
      }
      return;
    }
    for (int i = 1; i < Math.min(n, step + 1); i++) {
      line[i] += (byte) ((before[i] & 255) >> 1);
    }
    for (int i = step + 1; i < n; i++) {
      line[i] += (byte) (((line[i - step] & 255) + (before[i] & 255)) >> 1);
    }
  }

  static void paeth(byte[] line, byte[] before, int step) {
    int n = line.length;
    if (step == 3) {
      int a0 = 0;
      int a1 = 0;
      int a2 = 0;
      int c0 = 0;
      int c1 = 0;
      int c2 = 0;
      for (int i = 1; i < n - 2; i += 3) {
        int b0 = before[i] & 255;
        int b1 = before[i + 1] & 255;
        int b2 = before[i + 2] & 255;
        a0 = (line[i] + nearest(a0, b0, c0)) & 255;
        a1 = (line[i + 1] + nearest(a1, b1, c1)) & 255;
        a2 = (line[i + 2] + nearest(a2, b2, c2)) & 255;
        line[i] = (byte) a0;
        line[i + 1] = (byte) a1;
        line[i + 2] = (byte) a2;
        c0 = b0;
        c1 = b1;
        c2 = b2;
      }
      return;
    }
    for (int i = 1; i < Math.min(n, step + 1); i++) {
      line[i] += before[i];
    }
    for (int i = step + 1; i < n; i++) {
      line[i] += (byte) nearest(line[i - step] & 255, before[i] & 255, before[i - step] & 255);
    }
  }

  /**
   * Paeth's predictor: of a, b and c the one that is nearest to a + b - c, ties in that order. With
   * 3c at or beyond the sum of a and b by as much as the larger of them, that is the smaller; the
   * other way round it is the larger; between the two it is c. Masks take the place of branches,
   * which no processor could predict.
   */
  static int nearest(int a, int b, int c) {
    int low = Math.min(a, b);
    int high = Math.max(a, b);
    int t = 3 * c - a - b;
    int orLow = c + ((low - c) & ~((t - high) >> 31));
    return high + ((orLow - high) & ((low - t) >> 31));
  }
}
