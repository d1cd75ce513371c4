package io.github.clip4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopKTest {
  private static final float[][] COMPASS = {{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {5, 0}};

  @Test
  void the_best_rows_come_first_and_equal_scores_keep_their_order() {
    assertThat(TopK.search(new float[] {1, 0.1f}, COMPASS, 3, SimilarityFunction.COSINE))
        .extracting(TopK.Hit::index)
        .containsExactly(1, 4, 0);
  }

  @Test
  void the_function_decides_what_best_means() {
    float[] query = {1, 0};
    assertThat(TopK.search(query, COMPASS, 1, SimilarityFunction.DOT_PRODUCT))
        .containsExactly(new TopK.Hit(4, 5));
    assertThat(TopK.search(query, COMPASS, 1, SimilarityFunction.EUCLIDEAN))
        .containsExactly(new TopK.Hit(1, 0));
    assertThat(SimilarityFunction.MANHATTAN.similarity(COMPASS[0], COMPASS[1])).isEqualTo(-2);
    assertThat(SimilarityFunction.EUCLIDEAN.similarity(COMPASS[0], COMPASS[1]))
        .isEqualTo(-Math.sqrt(2));
  }

  @Test
  void asking_for_more_than_there_is_returns_all() {
    assertThat(TopK.search(new float[] {1, 0}, COMPASS, 99, SimilarityFunction.COSINE)).hasSize(5);
    assertThat(TopK.ofScores(new float[0], 3)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SimilarityFunction.class)
  @DisplayName("The heap finds what sorting everything finds")
  void agrees_with_sorting(SimilarityFunction function) {
    long seed = Long.getLong("clip.seed", 3L);
    Random random = new Random(seed);
    float[][] rows = new float[500][8];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(3) - 1; // few values, hence many ties
      }
    }
    float[] query = {1, -1, 0, 1, 0, 0, 1, -1};
    List<TopK.Hit> all = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      all.add(new TopK.Hit(i, function.similarity(query, rows[i])));
    }
    all.sort(Comparator.comparingDouble((TopK.Hit h) -> -h.score())); // stable
    for (int k : new int[] {1, 2, 17, 499, 500}) {
      assertThat(TopK.search(query, rows, k, function))
          .as("-Dclip.seed=%d", seed)
          .isEqualTo(all.subList(0, k));
    }
  }

  @Test
  void mistakes_name_the_row() {
    assertThatThrownBy(
            () -> TopK.search(new float[] {1}, COMPASS, 1, SimilarityFunction.DOT_PRODUCT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows[0]: vector lengths differ: a has 1, b has 2");
    float[][] bad = {{1, 2}, {3, Float.NaN}};
    for (SimilarityFunction function : SimilarityFunction.values()) {
      assertThatThrownBy(() -> TopK.search(new float[] {0, 0}, bad, 1, function))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rows[1]: b[1] is NaN");
    }
    assertThatThrownBy(() -> TopK.ofScores(new float[] {1}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("k must be at least 1: 0");
  }
}
