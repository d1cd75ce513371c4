package io.github.clip4j.image;

/**
 * The inverse DCT of libjpeg's accurate integer method ("islow"): 13-bit constants, two extra bits
 * between the passes, so that every decoder of that family gives the same bytes.
 */
final class JpegIdct {
  private static final int C0_298 = 2446;
  private static final int C0_390 = 3196;
  private static final int C0_541 = 4433;
  private static final int C0_765 = 6270;
  private static final int C0_899 = 7373;
  private static final int C1_175 = 9633;
  private static final int C1_501 = 12299;
  private static final int C1_847 = 15137;
  private static final int C1_961 = 16069;
  private static final int C2_053 = 16819;
  private static final int C2_562 = 20995;
  private static final int C3_072 = 25172;

  private final int[] work = new int[64];

  /** A block of which only the first coefficient is not zero. */
  static void flat(int dc, byte[] out, int at, int stride) {
    byte v = (byte) clip((((dc << 2) + 16) >> 5) + 128);
    for (int y = 0; y < 8; y++, at += stride) {
      for (int x = 0; x < 8; x++) {
        out[at + x] = v;
      }
    }
  }

  /** Dequantised coefficients in natural order to 8x8 bytes. */
  void transform(int[] in, byte[] out, int at, int stride) {
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
      int t0 = (in[c] + in[c + 32]) << 13;
      int t1 = (in[c] - in[c + 32]) << 13;
      int e0 = t0 + t3 + 1024;
      int e3 = t0 - t3 + 1024;
      int e1 = t1 + t2 + 1024;
      int e2 = t1 - t2 + 1024;
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
    // Rounding of the second pass, with the level shift of 128 in the same addition.
    final int round = (1 << 17) + (128 << 18);
    for (int r = 0; r < 64; r += 8, at += stride) {
      int z2 = w[r + 2];
      int z3 = w[r + 6];
      int z1 = (z2 + z3) * C0_541;
      int t2 = z1 - z3 * C1_847;
      int t3 = z1 + z2 * C0_765;
      int t0 = ((w[r] + w[r + 4]) << 13) + round;
      int t1 = ((w[r] - w[r + 4]) << 13) + round;
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
      out[at] = (byte) clip((e0 + t3) >> 18);
      out[at + 7] = (byte) clip((e0 - t3) >> 18);
      out[at + 1] = (byte) clip((e1 + t2) >> 18);
      out[at + 6] = (byte) clip((e1 - t2) >> 18);
      out[at + 2] = (byte) clip((e2 + t1) >> 18);
      out[at + 5] = (byte) clip((e2 - t1) >> 18);
      out[at + 3] = (byte) clip((e3 + t0) >> 18);
      out[at + 4] = (byte) clip((e3 - t0) >> 18);
    }
  }

  private static int clip(int v) {
    return Math.max(0, Math.min(255, v));
  }
}
