package io.github.clip4j.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Resizes strips of rows that come as columns, and computes only a rectangle of the result: the
 * usual case of {@link RowResampler} (rows are filtered first, and both axes change), with the same
 * sums. All rows of a strip go through the horizontal pass together, as one vector a column.
 */
final class StripResampler {
  /** Rows that are worth going through together; beyond it, columns leave the processor's cache. */
  static final int ROWS = 128;

  /** Wider windows would keep too many columns. */
  private static final int MAX_TAPS = 2048;

  private static final int ROUND = 1 << (ResampleKernel.PRECISION_BITS - 1);

  private final int bands;
  private final CropBox box;
  private final ResampleKernel horizontal;
  private final ResampleKernel vertical;
  private final int firstColumn;
  private final int mask;

  /** The latest columns: {@code [x & mask][band]}. */
  private final int[][][] ring;

  private final VerticalPass pass;
  private final byte[] out;
  private int[] sum = new int[0];
  private int[][] lines = new int[0][];

  private StripResampler(
      int bands, CropBox box, ResampleKernel horizontal, ResampleKernel vertical) {
    this.bands = bands;
    this.box = box;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.firstColumn = horizontal.begin();
    int columns = Integer.highestOneBit(horizontal.stride) * 2;
    this.mask = columns - 1;
    this.ring = new int[columns][bands][0];
    int rowLength = box.width() * bands;
    this.out = new byte[Math.multiplyExact(rowLength, box.height())];
    this.pass =
        new VerticalPass(
            vertical,
            box.height(),
            (r, bytes) -> {
              int o = r * rowLength;
              for (int i = 0; i < rowLength; i++) {
                out[o + i] = (byte) bytes[i];
              }
            });
  }

  /** Null where the picture is to be resized by {@link RowResampler}. */
  static @Nullable StripResampler of(int bands, CropBox box, Interpolation filter) {
    if (box.sourceWidth() == box.outWidth()
        || box.sourceHeight() == box.outHeight()
        || box.verticalFirst()) {
      return null;
    }
    ResampleKernel horizontal =
        ResampleKernel.of(box.sourceWidth(), box.outWidth(), box.x(), box.width(), filter);
    if (horizontal.stride > MAX_TAPS) {
      return null;
    }
    ResampleKernel vertical =
        ResampleKernel.of(box.sourceHeight(), box.outHeight(), box.y(), box.height(), filter);
    return new StripResampler(bands, box, horizontal, vertical);
  }

  int bands() {
    return bands;
  }

  int firstRow() {
    return vertical.begin();
  }

  int endRow() {
    return vertical.end();
  }

  int firstColumn() {
    return firstColumn;
  }

  int endColumn() {
    return horizontal.end();
  }

  /**
   * Takes a strip. Its columns hold {@code groups * length} values: group {@code g} has the rows
   * {@code y + g}, {@code y + g + groups} and so on; strips follow each other from the top.
   *
   * @param from first row that counts; those before it, and those from {@code to} on, may be
   *     anything
   */
  void strip(ColumnSource source, int y, int groups, int length, int from, int to) {
    int first = Math.max(from, firstRow());
    int end = Math.min(to, endRow());
    if (first >= end) {
      return;
    }
    int n = groups * length;
    prepare(n);
    int next = firstColumn;
    for (int x = 0; x < box.width(); x++) {
      int start = horizontal.first[x];
      int stop = start + horizontal.count[x];
      for (; next < stop; next++) {
        source.column(next, ring[next & mask]);
      }
      for (int b = 0; b < bands; b++) {
        filter(x, b, n);
        scatter(x * bands + b, groups, length);
      }
    }
    for (int row = first; row < end; row++) {
      pass.add(row, lines[row - y]);
    }
  }

  private void prepare(int n) {
    if (sum.length == n) {
      return;
    }
    sum = new int[n];
    lines = new int[n][box.width() * bands];
    for (int[][] column : ring) {
      for (int b = 0; b < bands; b++) {
        column[b] = new int[n];
      }
    }
  }

  private void filter(int x, int band, int n) {
    int[] s = sum;
    Arrays.fill(s, ROUND);
    int[] w = horizontal.fixed;
    int k = x * horizontal.stride;
    int at = horizontal.first[x];
    int left = horizontal.count[x];
    for (; left >= 4; left -= 4, k += 4, at += 4) {
      add4(
          s,
          ring[at & mask][band],
          ring[(at + 1) & mask][band],
          ring[(at + 2) & mask][band],
          ring[(at + 3) & mask][band],
          w[k],
          w[k + 1],
          w[k + 2],
          w[k + 3],
          n);
    }
    if (left >= 2) {
      add2(s, ring[at & mask][band], ring[(at + 1) & mask][band], w[k], w[k + 1], n);
      left -= 2;
      k += 2;
      at += 2;
    }
    if (left == 1) {
      add1(s, ring[at & mask][band], w[k], n);
    }
  }

  // Four columns at once save loads and stores of the sums; with more, the JIT (of Java 17) no
  // longer makes vector instructions of the loop.
  private static void add4(
      int[] s, int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int n) {
    for (int i = 0; i < n; i++) {
      s[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
    }
  }

  private static void add2(int[] s, int[] a, int[] b, int wa, int wb, int n) {
    for (int i = 0; i < n; i++) {
      s[i] += a[i] * wa + b[i] * wb;
    }
  }

  private static void add1(int[] s, int[] a, int wa, int n) {
    for (int i = 0; i < n; i++) {
      s[i] += a[i] * wa;
    }
  }

  /** The filtered column back into rows. */
  private void scatter(int at, int groups, int length) {
    int[] s = sum;
    int[][] rows = lines;
    int p = 0;
    for (int g = 0; g < groups; g++) {
      for (int r = g, i = 0; i < length; i++, r += groups) {
        rows[r][at] = ResampleKernel.clip8(s[p++]);
      }
    }
  }

  /** The rectangle's bytes, once all strips went in. */
  byte[] finish() {
    pass.finish();
    return out;
  }
}
