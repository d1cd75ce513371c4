package io.github.clip4j.image;

import java.util.Arrays;

/**
 * The inverse DCT of {@link JpegIdct} for blocks that lie below each other, all at once: eight
 * values of each block stand beside each other in one array for each row (later for each column) of
 * the blocks, so that every step is a loop that the JIT makes vector instructions of. Each sum of
 * the transform is written out as products of its four inputs; sums of integers do not depend on
 * their order, so the samples are the same. Not thread-safe.
 */
final class JpegBlockColumn {
  private static final int ONE = 1 << 13;
  private static final int ROUND_COLUMNS = 1 << 10;
  private static final int ROUND_ROWS = (1 << 17) + (128 << 18);

  /** By row of the blocks: eight coefficients of each block, dequantised. */
  private final int[][] in;

  /** By column of the blocks: the rows of all blocks after the first pass. */
  private final int[][] between = new int[8][];

  private final int[] e0;
  private final int[] e1;
  private final int[] e2;
  private final int[] e3;
  private final int[] o0;
  private final int[] o1;
  private final int[] o2;
  private final int[] o3;

  private int blocks;

  /**
   * Makes room.
   *
   * @param blocks the most blocks below each other
   * @param length how long columns of samples are
   */
  JpegBlockColumn(int blocks, int length) {
    int n = Math.max(8 * blocks, length);
    in = new int[8][8 * blocks];
    for (int c = 0; c < 8; c++) {
      between[c] = new int[length];
    }
    e0 = new int[n];
    e1 = new int[n];
    e2 = new int[n];
    e3 = new int[n];
    o0 = new int[n];
    o1 = new int[n];
    o2 = new int[n];
    o3 = new int[n];
  }

  /** Begins a column of this many blocks, all zero. */
  void begin(int count) {
    blocks = count;
    for (int[] row : in) {
      Arrays.fill(row, 0, 8 * count, 0);
    }
  }

  /** Takes a block's list, as {@link JpegOutput} has them. */
  void put(int block, int[] list, int from, int to, int[] quant) {
    int base = 8 * block;
    for (int i = from; i < to; i++) {
      int entry = list[i];
      int k = entry & 63;
      int at = JpegScan.NATURAL[k];
      in[at >> 3 & 7][base + (at & 7)] = (entry >> 8) * quant[k];
    }
  }

  /** The first pass: over the blocks' columns. */
  void columns() {
    int n = 8 * blocks;
    int[][] x = in;
    even(x[0], x[2], x[4], x[6], n);
    odd(x[1], x[3], x[5], x[7], n);
    halves(e0, o0, n);
    halves(e1, o1, n);
    halves(e2, o2, n);
    halves(e3, o3, n);
  }

  /**
   * Turns a block after the first pass, for the second.
   *
   * @param at where the block's first row goes in columns of samples
   * @param half 0 if rows follow each other, else the distance of the odd rows from the even ones
   */
  void turn(int block, int at, int half) {
    for (int c = 0; c < 8; c++) {
      int[] to = between[c];
      int i = 8 * block + c;
      if (half == 0) {
        to[at] = e0[i];
        to[at + 1] = e1[i];
        to[at + 2] = e2[i];
        to[at + 3] = e3[i];
        to[at + 4] = o3[i];
        to[at + 5] = o2[i];
        to[at + 6] = o1[i];
        to[at + 7] = o0[i];
      } else {
        to[at] = e0[i];
        to[at + 1] = e2[i];
        to[at + 2] = o3[i];
        to[at + 3] = o1[i];
        to[at + half] = e1[i];
        to[at + half + 1] = e3[i];
        to[at + half + 2] = o2[i];
        to[at + half + 3] = o0[i];
      }
    }
  }

  /** The second pass: over the blocks' rows; writes columns {@code x} to {@code x + 7}. */
  void rows(int[][] columns, int x) {
    int[][] b = between;
    int n = b[0].length;
    even(b[0], b[2], b[4], b[6], n);
    odd(b[1], b[3], b[5], b[7], n);
    sum(columns[x], e0, o0, n);
    sum(columns[x + 1], e1, o1, n);
    sum(columns[x + 2], e2, o2, n);
    sum(columns[x + 3], e3, o3, n);
    difference(columns[x + 4], e3, o3, n);
    difference(columns[x + 5], e2, o2, n);
    difference(columns[x + 6], e1, o1, n);
    difference(columns[x + 7], e0, o0, n);
  }

  private void even(int[] x0, int[] x2, int[] x4, int[] x6, int n) {
    mix(e0, x0, x2, x4, x6, ONE, JpegIdct.C0_541 + JpegIdct.C0_765, ONE, JpegIdct.C0_541, n);
    mix(e1, x0, x2, x4, x6, ONE, JpegIdct.C0_541, -ONE, JpegIdct.C0_541 - JpegIdct.C1_847, n);
    mix(e2, x0, x2, x4, x6, ONE, -JpegIdct.C0_541, -ONE, JpegIdct.C1_847 - JpegIdct.C0_541, n);
    mix(e3, x0, x2, x4, x6, ONE, -JpegIdct.C0_541 - JpegIdct.C0_765, ONE, -JpegIdct.C0_541, n);
  }

  private void odd(int[] x1, int[] x3, int[] x5, int[] x7, int n) {
    mix(o0, x1, x3, x5, x7, JpegIdct.D1, JpegIdct.C1_175, JpegIdct.B1, JpegIdct.A1, n);
    mix(o1, x1, x3, x5, x7, JpegIdct.C1_175, JpegIdct.C3, JpegIdct.B3, JpegIdct.A3, n);
    mix(o2, x1, x3, x5, x7, JpegIdct.B1, JpegIdct.B3, JpegIdct.B5, JpegIdct.C1_175, n);
    mix(o3, x1, x3, x5, x7, JpegIdct.A1, JpegIdct.A3, JpegIdct.C1_175, JpegIdct.A7, n);
  }

  private static void mix(
      int[] out, int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
    }
  }

  /** Replaces an even and an odd sum by the two rows that they make. */
  private static void halves(int[] even, int[] odd, int n) {
    for (int i = 0; i < n; i++) {
      int e = even[i] + ROUND_COLUMNS;
      int o = odd[i];
      even[i] = (e + o) >> 11;
      odd[i] = (e - o) >> 11;
    }
  }

  private static void sum(int[] out, int[] even, int[] odd, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = JpegStrips.clip((even[i] + odd[i] + ROUND_ROWS) >> 18);
    }
  }

  private static void difference(int[] out, int[] even, int[] odd, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = JpegStrips.clip((even[i] - odd[i] + ROUND_ROWS) >> 18);
    }
  }
}
