package io.github.clip4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TopK} is the naive twin: one pass in double precision, nothing clever. */
@DisplayName("An exact index")
final class ExactIndexTest {
  private static final long SEED = Long.getLong("clip.seed", 20261125L);

  private final Random random = new Random(SEED);

  @ParameterizedTest(name = "{0} rows of {1}, the best {2}")
  @CsvSource({
    "1, 1, 1",
    "5, 3, 10",
    "2047, 4, 10",
    "2048, 7, 1",
    "2049, 8, 10",
    "3000, 130, 40",
    "3000, 2, 3000",
    "5000, 33, 7"
  })
  @DisplayName("of floats finds what TopK finds, to the last bit, by every function")
  void ofFloatsEqualsTopK(int size, int dimension, int k) {
    float[][] rows = gaussian(size, dimension);
    float[] query = gaussian(1, dimension)[0];
    for (SimilarityFunction function : SimilarityFunction.values()) {
      ExactIndex index = ExactIndex.builder(dimension).similarity(function).addAll(rows).build();
      assertThat(index.search(query, k))
          .as("%s, seed %d", function, SEED)
          .isEqualTo(TopK.search(query, rows, k, function));
    }
  }

  @ParameterizedTest
  @EnumSource(SimilarityFunction.class)
  @DisplayName("keeps the order of rows that differ by less than single precision can tell")
  void nearTiesAreResolvedInDouble(SimilarityFunction function) {
    float[] base = gaussian(1, 96)[0];
    float[][] rows = new float[4500][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = base.clone();
      int d = random.nextInt(96);
      rows[i][d] = Math.nextUp(rows[i][d]);
    }
    float[] query = gaussian(1, 96)[0];
    ExactIndex index = ExactIndex.builder(96).similarity(function).addAll(rows).build();
    assertThat(index.search(query, 20))
        .as("seed %d", SEED)
        .isEqualTo(TopK.search(query, rows, 20, function));
  }

  @ParameterizedTest
  @EnumSource(VectorStorage.class)
  @DisplayName("names the lower row first where scores are equal, with any number of threads")
  void tiesAreStable(VectorStorage storage) {
    float[][] few = gaussian(3, 20);
    float[][] rows = new float[5000][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = few[i % 3];
    }
    ExactIndex index = ExactIndex.builder(20).storage(storage).threads(3).addAll(rows).build();
    List<TopK.Hit> hits = index.search(few[1], 4);
    assertThat(indices(hits)).containsExactly(1, 4, 7, 10);
  }

  @ParameterizedTest
  @EnumSource(VectorStorage.class)
  @DisplayName("answers many queries at once, and by many threads, as it answers them one by one")
  void manyQueriesAtOnce(VectorStorage storage) {
    float[][] rows = clustered(7000, 48);
    float[][] queries = clustered(21, 48);
    ExactIndex one = ExactIndex.builder(48).storage(storage).addAll(rows).build();
    ExactIndex three = ExactIndex.builder(48).storage(storage).threads(3).addAll(rows).build();
    List<List<TopK.Hit>> together = three.search(queries, 9);
    for (int i = 0; i < queries.length; i++) {
      assertThat(together.get(i)).as("seed %d", SEED).isEqualTo(one.search(queries[i], 9));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SimilarityFunction.class,
      names = {"COSINE", "DOT_PRODUCT", "EUCLIDEAN"})
  @DisplayName("of bytes scores the query against the rounded rows")
  void ofBytesScoresRoundedRows(SimilarityFunction function) {
    float[][] rows = gaussian(1500, 37);
    float[][] rounded = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      rounded[i] = roundedToBytes(rows[i]);
    }
    float[] query = gaussian(1, 37)[0];
    ExactIndex index =
        ExactIndex.builder(37)
            .similarity(function)
            .storage(VectorStorage.INT8)
            .oversample(150)
            .addAll(rows)
            .build();
    assertThat(index.search(query, 10))
        .as("seed %d", SEED)
        .isEqualTo(TopK.search(query, rounded, 10, function));
  }

  @ParameterizedTest
  @CsvSource({
    "INT8, COSINE",
    "INT8, EUCLIDEAN",
    "BINARY, COSINE",
    "BINARY, DOT_PRODUCT",
    "BINARY, EUCLIDEAN"
  })
  @DisplayName("with rescoring by floats gives true scores, and finds nearly all of the true best")
  void rescoringByFloats(VectorStorage storage, SimilarityFunction function) {
    float[][] rows = clustered(8000, 128);
    float[][] queries = clustered(20, 128);
    ExactIndex index =
        ExactIndex.builder(128)
            .similarity(function)
            .storage(storage)
            .rescore(VectorStorage.FLOAT32)
            .addAll(rows)
            .build();
    int found = 0;
    for (float[] query : queries) {
      List<TopK.Hit> exact = TopK.search(query, rows, 10, function);
      List<TopK.Hit> hits = index.search(query, 10);
      for (TopK.Hit hit : hits) {
        assertThat(hit.score()).isEqualTo(function.similarity(query, rows[hit.index()]));
      }
      found += (int) hits.stream().filter(exact::contains).count();
    }
    assertThat(found / 200.0).as("recall at 10, seed %d", SEED).isGreaterThan(0.95);
  }

  @Test
  @DisplayName("of bits with rescoring by bytes finds most of the true best")
  void bitsRescoredByBytes() {
    float[][] rows = clustered(8000, 128);
    float[][] queries = clustered(20, 128);
    ExactIndex index =
        ExactIndex.builder(128)
            .storage(VectorStorage.BINARY)
            .rescore(VectorStorage.INT8)
            .addAll(rows)
            .build();
    int found = 0;
    for (float[] query : queries) {
      List<Integer> exact = indices(TopK.search(query, rows, 10, SimilarityFunction.COSINE));
      found += (int) indices(index.search(query, 10)).stream().filter(exact::contains).count();
    }
    assertThat(found / 200.0).as("recall at 10, seed %d", SEED).isGreaterThan(0.9);
  }

  @Test
  @DisplayName("of bits alone estimates the cosine")
  void bitsEstimateTheCosine() {
    float[][] rows = clustered(3000, 256);
    float[] query = rows[5];
    ExactIndex index =
        ExactIndex.builder(256).storage(VectorStorage.BINARY).oversample(3000).addAll(rows).build();
    for (TopK.Hit hit : index.search(query, 3000)) {
      assertThat(hit.score()).isBetween(-1.0, 1.0);
      assertThat(hit.score())
          .as("seed %d", SEED)
          .isCloseTo(VectorMath.cosine(query, rows[hit.index()]), within(0.3));
    }
  }

  @Test
  @DisplayName("sums the 4-bit values of the set bits as a loop over single bits does")
  void bitsKernelEqualsNaiveLoop() {
    long[] words = random.longs(3 * 17).toArray();
    long[][] planes = new long[4][];
    for (int p = 0; p < 4; p++) {
      planes[p] = random.longs(3).toArray();
    }
    int[] sums = new int[17];
    int[] counts = new int[17];
    BlockKernels.dotOfBits(words, planes, sums, counts);
    for (int j = 0; j < 17; j++) {
      int sum = 0;
      int count = 0;
      for (int d = 0; d < 192; d++) {
        if ((words[j * 3 + d / 64] >>> d % 64 & 1) == 1) {
          count++;
          for (int p = 0; p < 4; p++) {
            sum += (int) (planes[p][d / 64] >>> d % 64 & 1) << p;
          }
        }
      }
      assertThat(sums[j]).as("seed %d", SEED).isEqualTo(sum);
      assertThat(counts[j]).as("seed %d", SEED).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @EnumSource(SimilarityFunction.class)
  @DisplayName("neither overflows nor loses the shortest vectors")
  void extremeRowsAndQueries(SimilarityFunction function) {
    float[][] rows = gaussian(2500, 6);
    rows[3] = new float[] {3e38f, 3e38f, 0, 0, 0, 0};
    rows[4] = new float[6];
    rows[2100] = new float[] {0, 1e-45f, 0, 0, 0, 0};
    rows[2499] = new float[] {-3e38f, 0, 0, 0, 0, 0};
    ExactIndex index = ExactIndex.builder(6).similarity(function).addAll(rows).build();
    float[][] queries = {
      {1, 1, 0, 0, 0, 0},
      {3e38f, 1, 0, 0, 0, 0},
      {1e-45f, 0, 0, 0, 0, 0},
      {0, 0, 0, 0, 0, 0},
      {-1, 0, 0, 0, 0, 0}
    };
    for (float[] query : queries) {
      assertThat(index.search(query, 7))
          .as("%s, seed %d", Arrays.toString(query), SEED)
          .isEqualTo(TopK.search(query, rows, 7, function));
    }
  }

  @ParameterizedTest
  @EnumSource(VectorStorage.class)
  @DisplayName("gives a row of zeros, and every row for a query of zeros, the cosine 0")
  void zeros(VectorStorage storage) {
    float[][] rows = gaussian(40, 70);
    rows[7] = new float[70];
    ExactIndex index = ExactIndex.builder(70).storage(storage).addAll(rows).build();
    assertThat(index.search(new float[70], 3))
        .extracting(TopK.Hit::score)
        .allSatisfy(score -> assertThat(score).isZero());
    assertThat(indices(index.search(new float[70], 3))).containsExactly(0, 1, 2);
    assertThat(index.search(rows[0], 40)).contains(new TopK.Hit(7, 0));
  }

  @ParameterizedTest
  @EnumSource(VectorStorage.class)
  @DisplayName("may be empty, or have equal values everywhere")
  void degenerate(VectorStorage storage) {
    assertThat(
            ExactIndex.builder(5).storage(storage).build().search(new float[] {1, 2, 3, 4, 5}, 3))
        .isEmpty();
    float[] ones = {1, 1, 1};
    ExactIndex same = ExactIndex.builder(3).storage(storage).add(ones).add(ones).build();
    List<TopK.Hit> hits = same.search(ones, 5);
    assertThat(indices(hits)).containsExactly(0, 1);
    assertThat(hits.get(0).score()).isCloseTo(1, within(1e-6));
  }

  @Test
  @DisplayName("keeps copies, so later changes of the caller's arrays do not matter")
  void copiesItsInput() {
    float[] row = {1, 0};
    ExactIndex.Builder builder = ExactIndex.builder(2).add(row);
    row[0] = 0;
    row[1] = 1;
    assertThat(builder.build().search(new float[] {1, 0}, 1).get(0).score()).isEqualTo(1);
  }

  @Test
  @DisplayName("says what its rows take in memory")
  void memory() {
    float[][] rows = gaussian(100, 64);
    assertThat(ExactIndex.builder(64).addAll(rows).build().memoryBytes())
        .isEqualTo(100 * (64 * 4 + 4));
    assertThat(
            ExactIndex.builder(64)
                .storage(VectorStorage.BINARY)
                .rescore(VectorStorage.INT8)
                .addAll(rows)
                .build()
                .memoryBytes())
        .isEqualTo(100 * (64 / 8 + 8) + 64 * 4 + 100 * (64 + 8));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  @DisplayName("refuses values that are no numbers, and names row and place")
  void refusesNonFinite(float value) {
    ExactIndex.Builder builder = ExactIndex.builder(2).add(new float[] {1, 2});
    assertThatThrownBy(() -> builder.add(new float[] {0, value}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row 1[1] is " + value + "; vectors must be finite");
    ExactIndex index = builder.build();
    assertThat(index.size()).isEqualTo(1);
    assertThatThrownBy(() -> index.search(new float[] {value, 0}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("query[0] is " + value + "; vectors must be finite");
    assertThatThrownBy(() -> index.search(new float[][] {{1, 1}, {value, 0}}, 1))
        .hasMessageStartingWith("queries[1][0] is ");
  }

  @Test
  @DisplayName("refuses wrong lengths, counts and settings")
  void refusesWrongArguments() {
    ExactIndex index = ExactIndex.builder(2).add(new float[] {1, 2}).build();
    assertThatThrownBy(() -> index.search(new float[3], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("query has 3 values, the index has 2");
    assertThatThrownBy(() -> index.search(new float[] {1, 1}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("k must be at least 1: 0");
    assertThatThrownBy(() -> ExactIndex.builder(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExactIndex.builder(70_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExactIndex.builder(2).threads(0))
        .hasMessage("threads must be at least 1: 0");
    assertThatThrownBy(
            () ->
                ExactIndex.builder(2)
                    .similarity(SimilarityFunction.MANHATTAN)
                    .storage(VectorStorage.INT8)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MANHATTAN needs storage FLOAT32");
    assertThatThrownBy(() -> ExactIndex.builder(2).rescore(VectorStorage.INT8).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not finer");
    ExactIndex.Builder used = ExactIndex.builder(2).add(new float[] {1, 2});
    assertThatThrownBy(() -> used.storage(VectorStorage.INT8))
        .isInstanceOf(IllegalStateException.class);
    used.build();
    assertThatThrownBy(() -> used.add(new float[] {1, 2}))
        .isInstanceOf(IllegalStateException.class);
  }

  private static List<Integer> indices(List<TopK.Hit> hits) {
    return hits.stream().map(TopK.Hit::index).collect(Collectors.toCollection(ArrayList::new));
  }

  private static float[] roundedToBytes(float[] row) {
    float largest = 0;
    for (float value : row) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / 127;
    float[] rounded = new float[row.length];
    for (int d = 0; d < row.length; d++) {
      rounded[d] = Math.round(row[d] / scale) * scale;
    }
    return rounded;
  }

  private float[][] gaussian(int size, int dimension) {
    float[][] rows = new float[size][dimension];
    for (float[] row : rows) {
      for (int d = 0; d < dimension; d++) {
        row[d] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  /** Around a common mean in a hundred clusters, as embeddings of pictures lie. */
  private float[][] clustered(int size, int dimension) {
    Random fixed = new Random(7);
    float[] mean = new float[dimension];
    float[][] centres = new float[100][dimension];
    for (int d = 0; d < dimension; d++) {
      mean[d] = (float) fixed.nextGaussian();
      for (float[] centre : centres) {
        centre[d] = (float) (mean[d] + 0.7 * fixed.nextGaussian());
      }
    }
    float[][] rows = gaussian(size, dimension);
    for (float[] row : rows) {
      float[] centre = centres[random.nextInt(centres.length)];
      for (int d = 0; d < dimension; d++) {
        row[d] = (float) (centre[d] + 0.5 * row[d]);
      }
    }
    return rows;
  }
}
