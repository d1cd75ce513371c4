package io.github.clip4j.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows as floats, one array a block and dimension. The scan adds in single precision; its error is
 * bounded, so that the candidates surely contain the true best, which are then scored in double.
 */
final class FloatRows extends Rows {
  /** Half a unit in the last place of 1f, the largest relative error of one operation. */
  private static final double UNIT = 0x1p-24;

  private final List<float[][]> blocks = new ArrayList<>();
  private final List<float[]> inverseNorms = new ArrayList<>();
  private double largestNorm;

  FloatRows(int dimension, SimilarityFunction function) {
    super(dimension, function);
  }

  @Override
  void append(float[][] rows, int count) {
    // Columns of zeros bring the dimensions to a multiple of four.
    float[][] columns = new float[(dimension + 3) / 4 * 4][];
    for (int d = 0; d < dimension; d++) {
      float[] column = new float[count];
      for (int j = 0; j < count; j++) {
        column[j] = rows[j][d];
      }
      columns[d] = column;
    }
    Arrays.fill(columns, dimension, columns.length, new float[count]);
    float[] inverse = new float[function == SimilarityFunction.COSINE ? count : 0];
    for (int j = 0; j < count; j++) {
      double norm = Math.sqrt(Kernels.dot(rows[j], rows[j]));
      largestNorm = Math.max(largestNorm, norm);
      if (j < inverse.length) {
        inverse[j] = norm == 0 ? 0 : (float) (1 / norm);
      }
    }
    blocks.add(columns);
    inverseNorms.add(inverse);
  }

  @Override
  Scan scan(float[][] queries) {
    float[][] padded = new float[queries.length][];
    double[] norms = new double[queries.length];
    for (int i = 0; i < queries.length; i++) {
      norms[i] = Math.sqrt(Kernels.dot(queries[i], queries[i]));
      float[] query =
          function == SimilarityFunction.COSINE
              ? VectorMath.normalize(queries[i])
              : queries[i].clone();
      padded[i] = Arrays.copyOf(query, (dimension + 3) / 4 * 4);
    }
    return new FloatScan(padded, norms);
  }

  @Override
  void read(int row, float[] target) {
    float[][] columns = blocks.get(row / BLOCK);
    int j = row % BLOCK;
    for (int d = 0; d < dimension; d++) {
      target[d] = columns[d][j];
    }
  }

  @Override
  long bytes() {
    long rows = 0;
    for (float[][] columns : blocks) {
      rows += columns[0].length;
    }
    return rows * (4L * dimension + (function == SimilarityFunction.COSINE ? 4 : 0));
  }

  private final class FloatScan implements Scan {
    private final float[][] queries;
    private final double[] norms;

    FloatScan(float[][] queries, double[] norms) {
      this.queries = queries;
      this.norms = norms;
    }

    @Override
    public void score(int block, int from, float[][] scores) {
      float[][] b = blocks.get(block);
      for (float[] sums : scores) {
        Arrays.fill(sums, 0);
      }
      // Queries inside, dimensions outside: four columns stay in the L1 cache for all queries.
      for (int d = 0; d < b.length; d += 4) {
        for (int i = 0; i < scores.length; i++) {
          float[] q = queries[from + i];
          switch (function) {
            case COSINE, DOT_PRODUCT ->
                BlockKernels.dot(
                    scores[i], b[d], b[d + 1], b[d + 2], b[d + 3], q[d], q[d + 1], q[d + 2],
                    q[d + 3]);
            case EUCLIDEAN -> {
              BlockKernels.squaredDistance(scores[i], b[d], b[d + 1], q[d], q[d + 1]);
              BlockKernels.squaredDistance(scores[i], b[d + 2], b[d + 3], q[d + 2], q[d + 3]);
            }
            case MANHATTAN -> {
              BlockKernels.manhattanDistance(scores[i], b[d], b[d + 1], q[d], q[d + 1]);
              BlockKernels.manhattanDistance(scores[i], b[d + 2], b[d + 3], q[d + 2], q[d + 3]);
            }
          }
        }
      }
      for (float[] sums : scores) {
        switch (function) {
          case COSINE -> {
            float[] inverse = inverseNorms.get(block);
            for (int j = 0; j < sums.length; j++) {
              sums[j] *= inverse[j];
            }
          }
          case EUCLIDEAN, MANHATTAN -> {
            for (int j = 0; j < sums.length; j++) {
              sums[j] = -sums[j];
            }
          }
          case DOT_PRODUCT -> {}
        }
      }
    }

    /**
     * Twice the error bound of a score. A product goes through at most {@code dimension / 4 + 3}
     * additions when four dimensions are added at once, {@code dimension / 2 + 2} when two are, and
     * a few roundings before and after; each adds at most {@link #UNIT} of the sum of the absolute
     * products, which Cauchy and Schwarz bound by the product of the norms. Distances have only
     * positive terms, so their error is relative to themselves.
     */
    @Override
    public float slack(int query, float kthScore) {
      double bound =
          switch (function) {
            case COSINE -> (dimension / 4.0 + 12) * UNIT;
            case DOT_PRODUCT -> (dimension / 4.0 + 8) * UNIT * norms[query] * largestNorm;
            case EUCLIDEAN, MANHATTAN ->
                (dimension / 2.0 + 12) * UNIT * 1.5 * Math.abs(kthScore)
                    + dimension * (double) Float.MIN_NORMAL;
          };
      return Math.nextUp((float) (2 * bound));
    }
  }
}
