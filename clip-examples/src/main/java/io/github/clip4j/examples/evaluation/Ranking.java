package io.github.clip4j.examples.evaluation;

import io.github.clip4j.Embedding;
import io.github.clip4j.vector.VectorMath;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ranks in a table of cosines, and what is usually said about them.
 *
 * <p>The rank of a right answer is the number of candidates with a strictly greater cosine, so 0 is
 * the best; with equal names among the candidates nobody loses by the order in which they are
 * listed.
 */
final class Ranking {
  private Ranking() {}

  /** The cosines of every row with every column: {@code [rows.size()][columns.size()]}. */
  static float[][] cosines(List<Embedding> rows, List<Embedding> columns) {
    return VectorMath.cosine(values(rows), values(columns));
  }

  private static float[][] values(List<Embedding> embeddings) {
    return embeddings.stream().map(Embedding::values).toArray(float[][]::new);
  }

  /** For each row the rank of the column that is right for it. */
  static int[] ranks(float[][] cosines, int[] right) {
    return IntStream.range(0, cosines.length)
        .map(
            row -> {
              float own = cosines[row][right[row]];
              int better = 0;
              for (float other : cosines[row]) {
                better += other > own ? 1 : 0;
              }
              return better;
            })
        .toArray();
  }

  static float[][] transposed(float[][] table) {
    float[][] out = new float[table[0].length][table.length];
    for (int i = 0; i < table.length; i++) {
      for (int j = 0; j < out.length; j++) {
        out[j][i] = table[i][j];
      }
    }
    return out;
  }

  /** The share of ranks below k in per cent, rounded to one decimal. */
  static double percentWithin(int[] ranks, int k) {
    long hits = Arrays.stream(ranks).filter(rank -> rank < k).count();
    return Math.round(1000.0 * hits / ranks.length) / 10.0;
  }

  /** The columns of the k greatest values, the greatest first; of equal ones the earlier. */
  static List<Integer> best(float[] values, int k) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((a, b) -> Float.compare(values[b], values[a]))
        .limit(k)
        .toList();
  }

  /** A quantile with linear interpolation between the two neighbours, rounded to three decimals. */
  static double quantile(float[] values, double share) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    double value = sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    return Math.round(1000.0 * value) / 1000.0;
  }
}
