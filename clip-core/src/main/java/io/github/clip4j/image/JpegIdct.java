package io.github.clip4j.image;

/**
 * The inverse DCT of libjpeg's accurate integer method ("islow"): 13-bit constants, two extra bits
 * between the passes, so that every decoder of that family gives the same samples. Blocks whose
 * higher frequencies are zero go a shorter way; sums of integers do not depend on their order, so
 * it gives the same. Not thread-safe.
 */
final class JpegIdct {
  /** The last zigzag position of those that lie in the first four rows and columns. */
  static final int LAST_OF_QUARTER = 9;

  static final int C0_298 = 2446;
  static final int C0_390 = 3196;
  static final int C0_541 = 4433;
  static final int C0_765 = 6270;
  static final int C0_899 = 7373;
  static final int C1_175 = 9633;
  static final int C1_501 = 12299;
  static final int C1_847 = 15137;
  static final int C1_961 = 16069;
  static final int C2_053 = 16819;
  static final int C2_562 = 20995;
  static final int C3_072 = 25172;

  // Factors of the frequencies 1, 3, 5 and 7 in the sums of the odd half, multiplied out.
  static final int A1 = C1_175 - C0_899;
  static final int A3 = C1_175 - C1_961;
  static final int A7 = C1_175 + C0_298 - C0_899 - C1_961;
  static final int B1 = C1_175 - C0_390;
  static final int B3 = C1_175 - C2_562;
  static final int B5 = C1_175 + C2_053 - C2_562 - C0_390;
  static final int C3 = C1_175 + C3_072 - C2_562 - C1_961;
  static final int D1 = C1_175 + C1_501 - C0_899 - C0_390;

  private static final int ROUND = (1 << 17) + (128 << 18);

  private final int[] work = new int[64];

  /**
   * The samples of a block, 0 to 255, row after row.
   *
   * @param in dequantised coefficients in natural order
   * @param last zigzag position of the last that may not be zero
   * @return 64 samples that stay until the next call
   */
  int[] transform(int[] in, int last) {
    if (last <= LAST_OF_QUARTER) {
      quarterColumns(in);
      quarterRows();
    } else {
      fullColumns(in);
      fullRows();
    }
    return work;
  }

  /** Each sample of a block of which only the first coefficient, dequantised, is not zero. */
  static int flat(int dc) {
    return clip((((dc << 2) + 16) >> 5) + 128);
  }

  private void quarterColumns(int[] in) {
    int[] w = work;
    for (int c = 0; c < 4; c++) {
      int t0 = (in[c] << 13) + 1024;
      int x1 = in[c + 8];
      int x2 = in[c + 16];
      int x3 = in[c + 24];
      int even = x2 * (C0_541 + C0_765);
      int less = x2 * C0_541;
      int e0 = t0 + even;
      int e3 = t0 - even;
      int e1 = t0 + less;
      int e2 = t0 - less;
      int o3 = x1 * D1 + x3 * C1_175;
      int o2 = x1 * C1_175 + x3 * C3;
      int o1 = x1 * B1 + x3 * B3;
      int o0 = x1 * A1 + x3 * A3;
      w[c] = (e0 + o3) >> 11;
      w[c + 56] = (e0 - o3) >> 11;
      w[c + 8] = (e1 + o2) >> 11;
      w[c + 48] = (e1 - o2) >> 11;
      w[c + 16] = (e2 + o1) >> 11;
      w[c + 40] = (e2 - o1) >> 11;
      w[c + 24] = (e3 + o0) >> 11;
      w[c + 32] = (e3 - o0) >> 11;
    }
  }

  private void fullColumns(int[] in) {
    int[] w = work;
    for (int c = 0; c < 8; c++) {
      if ((in[c + 8] | in[c + 16] | in[c + 24] | in[c + 32] | in[c + 40] | in[c + 48] | in[c + 56])
          == 0) {
        int dc = in[c] << 2;
        for (int r = 0; r < 64; r += 8) {
          w[c + r] = dc;
        }
        continue;
      }
      int z2 = in[c + 16];
      int z3 = in[c + 48];
      int z1 = (z2 + z3) * C0_541;
      int t2 = z1 - z3 * C1_847;
      int t3 = z1 + z2 * C0_765;
      int t0 = ((in[c] + in[c + 32]) << 13) + 1024;
      int t1 = ((in[c] - in[c + 32]) << 13) + 1024;
      int e0 = t0 + t3;
      int e3 = t0 - t3;
      int e1 = t1 + t2;
      int e2 = t1 - t2;
      t0 = in[c + 56];
      t1 = in[c + 40];
      t2 = in[c + 24];
      t3 = in[c + 8];
      z1 = (t0 + t3) * -C0_899;
      z2 = (t1 + t2) * -C2_562;
      z3 = t0 + t2;
      int z4 = t1 + t3;
      int z5 = (z3 + z4) * C1_175;
      z3 = z3 * -C1_961 + z5;
      z4 = z4 * -C0_390 + z5;
      t0 = t0 * C0_298 + z1 + z3;
      t1 = t1 * C2_053 + z2 + z4;
      t2 = t2 * C3_072 + z2 + z3;
      t3 = t3 * C1_501 + z1 + z4;
      w[c] = (e0 + t3) >> 11;
      w[c + 56] = (e0 - t3) >> 11;
      w[c + 8] = (e1 + t2) >> 11;
      w[c + 48] = (e1 - t2) >> 11;
      w[c + 16] = (e2 + t1) >> 11;
      w[c + 40] = (e2 - t1) >> 11;
      w[c + 24] = (e3 + t0) >> 11;
      w[c + 32] = (e3 - t0) >> 11;
    }
  }

  private void quarterRows() {
    int[] w = work;
    for (int r = 0; r < 64; r += 8) {
      int base = (w[r] << 13) + ROUND;
      int x1 = w[r + 1];
      int x2 = w[r + 2];
      int x3 = w[r + 3];
      int even = x2 * (C0_541 + C0_765);
      int less = x2 * C0_541;
      int t3 = x1 * D1 + x3 * C1_175;
      int t2 = x1 * C1_175 + x3 * C3;
      int t1 = x1 * B1 + x3 * B3;
      int t0 = x1 * A1 + x3 * A3;
      put(w, r, base + even, base + less, base - less, base - even, t0, t1, t2, t3);
    }
  }

  private void fullRows() {
    int[] w = work;
    for (int r = 0; r < 64; r += 8) {
      int z2 = w[r + 2];
      int z3 = w[r + 6];
      int z1 = (z2 + z3) * C0_541;
      int t2 = z1 - z3 * C1_847;
      int t3 = z1 + z2 * C0_765;
      int t0 = ((w[r] + w[r + 4]) << 13) + ROUND;
      int t1 = ((w[r] - w[r + 4]) << 13) + ROUND;
      int e0 = t0 + t3;
      int e3 = t0 - t3;
      int e1 = t1 + t2;
      int e2 = t1 - t2;
      t0 = w[r + 7];
      t1 = w[r + 5];
      t2 = w[r + 3];
      t3 = w[r + 1];
      z1 = (t0 + t3) * -C0_899;
      z2 = (t1 + t2) * -C2_562;
      z3 = t0 + t2;
      int z4 = t1 + t3;
      int z5 = (z3 + z4) * C1_175;
      z3 = z3 * -C1_961 + z5;
      z4 = z4 * -C0_390 + z5;
      t0 = t0 * C0_298 + z1 + z3;
      t1 = t1 * C2_053 + z2 + z4;
      t2 = t2 * C3_072 + z2 + z3;
      t3 = t3 * C1_501 + z1 + z4;
      put(w, r, e0, e1, e2, e3, t0, t1, t2, t3);
    }
  }

  private static void put(
      int[] w, int r, int e0, int e1, int e2, int e3, int t0, int t1, int t2, int t3) {
    int v0 = (e0 + t3) >> 18;
    int v7 = (e0 - t3) >> 18;
    int v1 = (e1 + t2) >> 18;
    int v6 = (e1 - t2) >> 18;
    int v2 = (e2 + t1) >> 18;
    int v5 = (e2 - t1) >> 18;
    int v3 = (e3 + t0) >> 18;
    int v4 = (e3 - t0) >> 18;
    if (((v0 | v1 | v2 | v3 | v4 | v5 | v6 | v7) & ~255) != 0) {
      v0 = clip(v0);
      v1 = clip(v1);
      v2 = clip(v2);
      v3 = clip(v3);
      v4 = clip(v4);
      v5 = clip(v5);
      v6 = clip(v6);
      v7 = clip(v7);
    }
    w[r] = v0;
    w[r + 1] = v1;
    w[r + 2] = v2;
    w[r + 3] = v3;
    w[r + 4] = v4;
    w[r + 5] = v5;
    w[r + 6] = v6;
    w[r + 7] = v7;
  }

  private static int clip(int v) {
    return Math.max(0, Math.min(255, v));
  }
}
