package io.github.clip4j.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows as signs around a mean. With r = row - mean and s = ±1 by the sign of r, the row is taken as
 * {@code mean + f·s} with {@code f = r·r / r·s}, so that its product with r itself is right. Under
 * the cosine, rows are brought to length 1 first.
 */
final class BinaryRows extends Rows {
  private final int words;
  private final List<long[]> blocks = new ArrayList<>();
  private final List<float[]> factors = new ArrayList<>();
  private final List<float[]> squaredNorms = new ArrayList<>();

  /** Of the first block; the signs are taken around it. */
  private float[] mean = new float[0];

  BinaryRows(int dimension, SimilarityFunction function) {
    super(dimension, function);
    this.words = (dimension + 63) / 64;
  }

  @Override
  void append(float[][] rows, int count) {
    float[][] prepared = new float[count][];
    for (int j = 0; j < count; j++) {
      prepared[j] = prepare(rows[j]);
    }
    if (blocks.isEmpty()) {
      mean = meanOf(prepared);
    }
    long[] bits = new long[count * words];
    float[] factor = new float[count];
    float[] squaredNorm = new float[count];
    for (int j = 0; j < count; j++) {
      double squares = 0;
      double absolutes = 0;
      for (int d = 0; d < dimension; d++) {
        double r = (double) prepared[j][d] - mean[d];
        squares += r * r;
        absolutes += Math.abs(r);
        if (r >= 0) {
          bits[j * words + d / 64] |= 1L << d;
        }
      }
      factor[j] = absolutes == 0 ? 0 : (float) (squares / absolutes);
      squaredNorm[j] = (float) Kernels.dot(prepared[j], prepared[j]);
    }
    blocks.add(bits);
    factors.add(factor);
    squaredNorms.add(squaredNorm);
  }

  @Override
  Scan scan(float[][] queries) {
    BitQuery[] prepared = new BitQuery[queries.length];
    for (int i = 0; i < queries.length; i++) {
      prepared[i] = new BitQuery(prepare(queries[i]), mean, words);
    }
    return new BinaryScan(prepared);
  }

  @Override
  void read(int row, float[] target) {
    long[] bits = blocks.get(row / BLOCK);
    int j = row % BLOCK;
    float factor = factors.get(row / BLOCK)[j];
    for (int d = 0; d < dimension; d++) {
      boolean set = (bits[j * words + d / 64] >>> d & 1) != 0;
      target[d] = mean[d] + (set ? factor : -factor);
    }
  }

  @Override
  double score(int row, float[] query, float[] scratch) {
    read(row, scratch);
    float[] prepared = prepare(query);
    double dot = Kernels.dot(prepared, scratch);
    return switch (function) {
      case COSINE -> Math.max(-1, Math.min(1, dot));
      case DOT_PRODUCT -> dot;
      case EUCLIDEAN ->
          0
              - Math.sqrt(
                  Math.max(
                      0,
                      Kernels.dot(query, query)
                          + squaredNorms.get(row / BLOCK)[row % BLOCK]
                          - 2 * dot));
      case MANHATTAN -> throw new AssertionError(function);
    };
  }

  @Override
  long bytes() {
    long rows = 0;
    for (float[] factor : factors) {
      rows += factor.length;
    }
    return rows * (8L * words + 8) + 4L * mean.length;
  }

  private float[] prepare(float[] vector) {
    return function == SimilarityFunction.COSINE ? VectorMath.normalize(vector) : vector;
  }

  private static float[] meanOf(float[][] rows) {
    double[] sums = new double[rows[0].length];
    for (float[] row : rows) {
      for (int d = 0; d < sums.length; d++) {
        sums[d] += row[d];
      }
    }
    float[] mean = new float[sums.length];
    for (int d = 0; d < sums.length; d++) {
      mean[d] = (float) (sums[d] / rows.length);
    }
    return mean;
  }

  /** A query as {@code low + step·u}, u from 0 to 15, its bits as four planes. */
  private static final class BitQuery {
    final long[][] planes;
    final float low;
    final float step;
    final float sum;
    final float dotWithMean;

    BitQuery(float[] query, float[] mean, int words) {
      float[] sorted = query.clone();
      Arrays.sort(sorted);
      low = sorted[0];
      step = (sorted[sorted.length - 1] - low) / 15;
      planes = new long[4][words];
      double total = 0;
      for (int d = 0; d < query.length; d++) {
        total += query[d];
        int u = step == 0 ? 0 : Math.min(15, Math.round((query[d] - low) / step));
        for (int p = 0; p < 4; p++) {
          planes[p][d / 64] |= (long) (u >> p & 1) << d;
        }
      }
      sum = (float) total;
      dotWithMean = (float) Kernels.dot(query, mean);
    }
  }

  private final class BinaryScan implements Scan {
    private final BitQuery[] queries;

    BinaryScan(BitQuery[] queries) {
      this.queries = queries;
    }

    @Override
    public void score(int block, int from, float[][] scores) {
      float[] factor = factors.get(block);
      float[] squaredNorm = squaredNorms.get(block);
      int[] sums = new int[factor.length];
      int[] counts = new int[factor.length];
      for (int i = 0; i < scores.length; i++) {
        BitQuery q = queries[from + i];
        BlockKernels.dotOfBits(blocks.get(block), q.planes, sums, counts);
        for (int j = 0; j < factor.length; j++) {
          float ofSetBits = q.low * counts[j] + q.step * sums[j];
          float dot = q.dotWithMean + factor[j] * (2 * ofSetBits - q.sum);
          scores[i][j] = function == SimilarityFunction.EUCLIDEAN ? 2 * dot - squaredNorm[j] : dot;
        }
      }
    }

    @Override
    public float slack(int query, float kthScore) {
      return 0;
    }
  }
}
