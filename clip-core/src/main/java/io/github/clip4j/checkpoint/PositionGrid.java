package io.github.clip4j.checkpoint;

import java.util.Arrays;

/**
 * Resizes a grid of position embeddings as open_clip's {@code resize_pos_embed} does: the class
 * token's row stays, the others are resampled by torch's {@code interpolate(mode="bicubic",
 * antialias=True, align_corners=False)}, which is the cubic kernel of a = −0.5 widened when
 * shrinking, weights normalised, first along rows and then along columns.
 */
final class PositionGrid {
  private static final double A = -0.5;

  private PositionGrid() {}

  /**
   * Resizes.
   *
   * @param rows {@code [1 + oldGrid², width]}, row-major
   * @return {@code [1 + newGrid², width]}
   */
  static float[] resize(float[] rows, int oldGrid, int newGrid, int width) {
    double[][] weights = weights(oldGrid, newGrid);
    double[] halfway = new double[oldGrid * newGrid * width];
    for (int y = 0; y < oldGrid; y++) {
      for (int x = 0; x < newGrid; x++) {
        for (int k = 0; k < oldGrid; k++) {
          double w = weights[x][k];
          if (w != 0) {
            int from = (1 + y * oldGrid + k) * width;
            int to = (y * newGrid + x) * width;
            for (int c = 0; c < width; c++) {
              halfway[to + c] += w * rows[from + c];
            }
          }
        }
      }
    }
    float[] out = new float[(1 + newGrid * newGrid) * width];
    System.arraycopy(rows, 0, out, 0, width);
    double[] sum = new double[width];
    for (int y = 0; y < newGrid; y++) {
      for (int x = 0; x < newGrid; x++) {
        Arrays.fill(sum, 0);
        for (int k = 0; k < oldGrid; k++) {
          double w = weights[y][k];
          int from = (k * newGrid + x) * width;
          for (int c = 0; w != 0 && c < width; c++) {
            sum[c] += w * halfway[from + c];
          }
        }
        int to = (1 + y * newGrid + x) * width;
        for (int c = 0; c < width; c++) {
          out[to + c] = (float) sum[c];
        }
      }
    }
    return out;
  }

  /** Weight of each old position for each new one. */
  private static double[][] weights(int oldGrid, int newGrid) {
    double scale = (double) oldGrid / newGrid;
    double widening = Math.max(scale, 1);
    double support = 2 * widening;
    double[][] weights = new double[newGrid][oldGrid];
    for (int i = 0; i < newGrid; i++) {
      double centre = scale * (i + 0.5);
      int first = Math.max((int) (centre - support + 0.5), 0);
      int end = Math.min((int) (centre + support + 0.5), oldGrid);
      double total = 0;
      for (int k = first; k < end; k++) {
        weights[i][k] = cubic((k - centre + 0.5) / widening);
        total += weights[i][k];
      }
      for (int k = first; k < end; k++) {
        weights[i][k] /= total;
      }
    }
    return weights;
  }

  private static double cubic(double x) {
    double d = Math.abs(x);
    if (d < 1) {
      return ((A + 2) * d - (A + 3)) * d * d + 1;
    }
    return d < 2 ? ((A * d - 5 * A) * d + 8 * A) * d - 4 * A : 0;
  }
}
