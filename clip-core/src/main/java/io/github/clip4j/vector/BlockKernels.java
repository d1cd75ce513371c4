package io.github.clip4j.vector;

/**
 * The inner loops of exact search. A block holds up to 2,048 rows turned on their side: one array a
 * dimension, one element a row. So each loop adds products element by element, with no sum across
 * the loop, and every array is read from its start: this form HotSpot's C2 turns into SIMD
 * instructions on JDK 17 (an offset into a larger array, a sum into a scalar, or two queries in one
 * loop keep it from doing so: 4 to 8 times slower, measured). Four dimensions share one read and
 * write of the sums.
 */
final class BlockKernels {
  private BlockKernels() {}

  static void dot(
      float[] sums,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float q0,
      float q1,
      float q2,
      float q3) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] += (q0 * b0[j] + q1 * b1[j]) + (q2 * b2[j] + q3 * b3[j]);
    }
  }

  /** Two dimensions only: with four the loop is too large for C2's unrolling. */
  static void squaredDistance(float[] sums, float[] b0, float[] b1, float q0, float q1) {
    for (int j = 0; j < sums.length; j++) {
      float d0 = q0 - b0[j];
      float d1 = q1 - b1[j];
      sums[j] += d0 * d0 + d1 * d1;
    }
  }

  static void manhattanDistance(float[] sums, float[] b0, float[] b1, float q0, float q1) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] += Math.abs(q0 - b0[j]) + Math.abs(q1 - b1[j]);
    }
  }

  /** Four signed bytes in each int, the first dimension in the lowest byte. */
  static void dotOfBytes(int[] sums, int[] packed, int q0, int q1, int q2, int q3) {
    for (int j = 0; j < sums.length; j++) {
      int w = packed[j];
      sums[j] +=
          ((w << 24) >> 24) * q0 + ((w << 16) >> 24) * q1 + ((w << 8) >> 24) * q2 + (w >> 24) * q3;
    }
  }

  /**
   * Σ over the set bits of each row of a query whose values are 4-bit numbers: bit {@code p} of all
   * of them is {@code planes[p]}.
   *
   * @param words {@code planes[0].length} words a row
   * @param sums receives the sum of the 4-bit values, one a row
   * @param counts receives the number of set bits, one a row
   */
  static void dotOfBits(long[] words, long[][] planes, int[] sums, int[] counts) {
    long[] p0 = planes[0];
    long[] p1 = planes[1];
    long[] p2 = planes[2];
    long[] p3 = planes[3];
    int length = p0.length;
    for (int j = 0, at = 0; j < sums.length; j++) {
      int count = 0;
      int c0 = 0;
      int c1 = 0;
      int c2 = 0;
      int c3 = 0;
      for (int i = 0; i < length; i++, at++) {
        long w = words[at];
        count += Long.bitCount(w);
        c0 += Long.bitCount(w & p0[i]);
        c1 += Long.bitCount(w & p1[i]);
        c2 += Long.bitCount(w & p2[i]);
        c3 += Long.bitCount(w & p3[i]);
      }
      sums[j] = c0 + 2 * c1 + 4 * c2 + 8 * c3;
      counts[j] = count;
    }
  }
}
