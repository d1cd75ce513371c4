package io.github.clip4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The first, coarse look at all rows. An index that scored wrongly here would still find the right
 * rows where it keeps too many candidates, only slowly: so the scores themselves are compared.
 */
@DisplayName("A scan scores")
final class RowsScanTest {
  private static final long SEED = Long.getLong("clip.seed", 20261125L);
  private static final int COUNT = 37;
  private static final int DIMENSION = 70; // no multiple of four, and more than one word of bits
  private static final int QUERIES = 3;

  private final Random random = new Random(SEED);

  private float[][] gaussian(int count) {
    float[][] rows = new float[count][DIMENSION];
    for (float[] row : rows) {
      for (int d = 0; d < DIMENSION; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  private static float[][] scan(Rows rows, float[][] data, float[][] queries) {
    rows.append(data, data.length);
    float[][] scores = new float[QUERIES][data.length];
    rows.scan(queries).score(0, 0, scores);
    return scores;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @EnumSource(SimilarityFunction.class)
  @DisplayName("floats within the bound that it gives, which is tight")
  void floats(SimilarityFunction function) {
    float[][] data = gaussian(COUNT);
    float[][] queries = gaussian(QUERIES);
    FloatRows rows = new FloatRows(DIMENSION, function);
    float[][] scores = scan(rows, data, queries);
    Rows.Scan scan = rows.scan(queries);
    for (int i = 0; i < QUERIES; i++) {
      for (int j = 0; j < COUNT; j++) {
        double exact = function.compute(queries[i], data[j]);
        // Distances are scanned squared, without the root.
        double expected = function == SimilarityFunction.EUCLIDEAN ? -exact * exact : exact;
        float slack = scan.slack(i, scores[i][j]);
        assertThat((double) scores[i][j])
            .as("%s, query %d, row %d, seed %d", function, i, j, SEED)
            .isCloseTo(expected, within((double) slack));
        assertThat(slack).isPositive().isLessThan(1e-5f * (1 + 70 * 4));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANHATTAN")
  @DisplayName("bytes as near as a 254th of the largest values allows")
  void bytes(SimilarityFunction function) {
    float[][] data = gaussian(COUNT);
    float[][] queries = gaussian(QUERIES);
    float[][] scores = scan(new ByteRows(DIMENSION, function), data, queries);
    for (int i = 0; i < QUERIES; i++) {
      double step = largest(queries[i]) / 127;
      for (int j = 0; j < COUNT; j++) {
        double dot = VectorMath.dot(queries[i], data[j]);
        double norm = VectorMath.norm(data[j]);
        double expected =
            switch (function) {
              case COSINE -> dot / norm / step;
              case DOT_PRODUCT -> dot / step;
              default -> 2 * dot - norm * norm;
            };
        // Two roundings of half a step, added up over the dimensions as random errors are.
        double unit =
            switch (function) {
              case COSINE -> 1 / step / norm;
              case DOT_PRODUCT -> 1 / step;
              default -> 2;
            };
        assertThat((double) scores[i][j])
            .as("%s, query %d, row %d, seed %d", function, i, j, SEED)
            .isCloseTo(expected, within(unit * 0.4));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANHATTAN")
  @DisplayName("bits as their own rows say, but for a query of sixteen steps")
  void bits(SimilarityFunction function) {
    float[][] data = gaussian(COUNT);
    float[][] queries = gaussian(QUERIES);
    BinaryRows rows = new BinaryRows(DIMENSION, function);
    float[][] scores = scan(rows, data, queries);
    float[] stored = new float[DIMENSION];
    for (int i = 0; i < QUERIES; i++) {
      float[] query =
          function == SimilarityFunction.COSINE ? VectorMath.normalize(queries[i]) : queries[i];
      for (int j = 0; j < COUNT; j++) {
        rows.read(j, stored);
        double dot = VectorMath.dot(query, stored);
        double norm = VectorMath.norm(data[j]);
        boolean distance = function == SimilarityFunction.EUCLIDEAN;
        double expected = distance ? 2 * dot - norm * norm : dot;
        // The query's steps are a fifteenth of its range; errors of half a step add up randomly.
        double step = 2 * largest(query) / 15;
        double spread = step * VectorMath.norm(stored) * (distance ? 2 : 1);
        assertThat((double) scores[i][j])
            .as("%s, query %d, row %d, seed %d", function, i, j, SEED)
            .isCloseTo(expected, within(1.5 * spread));
      }
    }
    assertThat(rows.bytes()).isEqualTo(COUNT * (8 * 2 + 8) + 4 * DIMENSION);
  }
}
