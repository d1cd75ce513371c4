package io.github.clip4j.image;

import java.util.Arrays;

/**
 * The filter over rows: source rows come from the top, each is added to the sums of the output rows
 * whose windows it lies in, and an output row leaves as soon as it has all its source rows.
 */
final class VerticalPass {
  /**
   * Takes finished rows from the top; values are 0 to 255, the array is the caller's afterwards.
   */
  interface Rows {
    void row(int r, int[] bytes);
  }

  private static final int ROUND = 1 << (ResampleKernel.PRECISION_BITS - 1);

  private final ResampleKernel kernel;
  private final int[][] sums;
  private final Rows out;
  private int firstOpen;

  VerticalPass(ResampleKernel kernel, int height, Rows out) {
    this.kernel = kernel;
    this.sums = new int[height][];
    this.out = out;
  }

  void add(int y, int[] row) {
    // Windows move down monotonically, so outputs that are complete never come back.
    while (firstOpen < sums.length && kernel.first[firstOpen] + kernel.count[firstOpen] <= y) {
      close(firstOpen++);
    }
    for (int r = firstOpen; r < sums.length && kernel.first[r] <= y; r++) {
      int tap = y - kernel.first[r];
      if (tap < kernel.count[r]) {
        int[] sum = sums[r];
        if (sum == null) {
          sum = new int[row.length];
          Arrays.fill(sum, ROUND);
          sums[r] = sum;
        }
        addScaled(sum, row, kernel.fixed[r * kernel.stride + tap]);
      }
    }
  }

  void finish() {
    while (firstOpen < sums.length) {
      close(firstOpen++);
    }
  }

  private void close(int r) {
    int[] sum = sums[r];
    sums[r] = new int[0];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = ResampleKernel.clip8(sum[i]);
    }
    out.row(r, sum);
  }

  private static void addScaled(int[] sums, int[] row, int weight) {
    for (int i = 0; i < row.length; i++) {
      sums[i] += row[i] * weight;
    }
  }
}
