package io.github.clip4j.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows as signed bytes with a scale a row, four dimensions in an int. For a scan the query is
 * rounded in the same way and products are whole numbers; a candidate is scored by the query as it
 * is against the row's rounded values.
 */
final class ByteRows extends Rows {
  private static final int LARGEST = 127;

  private final List<int[][]> blocks = new ArrayList<>();
  private final List<float[]> scales = new ArrayList<>();

  /** By what the scaled product is divided (cosine), or what is taken from it (Euclidean). */
  private final List<float[]> terms = new ArrayList<>();

  ByteRows(int dimension, SimilarityFunction function) {
    super(dimension, function);
  }

  @Override
  void append(float[][] rows, int count) {
    int[][] columns = new int[(dimension + 3) / 4][count];
    float[] scale = new float[count];
    float[] term = new float[count];
    for (int j = 0; j < count; j++) {
      scale[j] = scaleOf(rows[j]);
      double squares = 0;
      for (int d = 0; d < dimension; d++) {
        int value = round(rows[j][d], scale[j]);
        columns[d / 4][j] |= (value & 0xff) << (d % 4 * 8);
        squares += (double) value * value;
      }
      double squaredNorm = squares * scale[j] * scale[j];
      term[j] =
          switch (function) {
            case COSINE -> squaredNorm == 0 ? 0 : (float) (scale[j] / Math.sqrt(squaredNorm));
            case DOT_PRODUCT -> scale[j];
            case EUCLIDEAN -> (float) squaredNorm;
            case MANHATTAN -> throw new AssertionError(function);
          };
    }
    blocks.add(columns);
    scales.add(scale);
    terms.add(term);
  }

  @Override
  Scan scan(float[][] queries) {
    int[][] rounded = new int[queries.length][(dimension + 3) / 4 * 4];
    float[] queryScales = new float[queries.length];
    for (int i = 0; i < queries.length; i++) {
      queryScales[i] = scaleOf(queries[i]);
      for (int d = 0; d < dimension; d++) {
        rounded[i][d] = round(queries[i][d], queryScales[i]);
      }
    }
    return new ByteScan(rounded, queryScales);
  }

  @Override
  void read(int row, float[] target) {
    int[][] columns = blocks.get(row / BLOCK);
    int j = row % BLOCK;
    float scale = scales.get(row / BLOCK)[j];
    for (int d = 0; d < dimension; d++) {
      target[d] = (byte) (columns[d / 4][j] >> (d % 4 * 8)) * scale;
    }
  }

  @Override
  long bytes() {
    long rows = 0;
    for (float[] scale : scales) {
      rows += scale.length;
    }
    return rows * ((dimension + 3L) / 4 * 4 + 8);
  }

  private static float scaleOf(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest / LARGEST;
  }

  private static int round(float value, float scale) {
    return scale == 0 ? 0 : Math.max(-LARGEST, Math.min(LARGEST, Math.round(value / scale)));
  }

  private final class ByteScan implements Scan {
    private final int[][] queries;
    private final float[] queryScales;

    ByteScan(int[][] queries, float[] queryScales) {
      this.queries = queries;
      this.queryScales = queryScales;
    }

    @Override
    public void score(int block, int from, float[][] scores) {
      int[][] b = blocks.get(block);
      int[][] sums = new int[scores.length][scores[0].length];
      for (int c = 0; c < b.length; c++) {
        for (int i = 0; i < scores.length; i++) {
          int[] q = queries[from + i];
          int d = c * 4;
          BlockKernels.dotOfBytes(sums[i], b[c], q[d], q[d + 1], q[d + 2], q[d + 3]);
        }
      }
      float[] scale = scales.get(block);
      float[] term = terms.get(block);
      for (int i = 0; i < scores.length; i++) {
        float twice = 2 * queryScales[from + i];
        for (int j = 0; j < scale.length; j++) {
          scores[i][j] =
              function == SimilarityFunction.EUCLIDEAN
                  ? twice * scale[j] * sums[i][j] - term[j]
                  : sums[i][j] * term[j];
        }
      }
    }

    @Override
    public float slack(int query, float kthScore) {
      return 0;
    }
  }
}
