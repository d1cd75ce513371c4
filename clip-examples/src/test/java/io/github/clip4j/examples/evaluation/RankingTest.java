package io.github.clip4j.examples.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A ranking")
class RankingTest {
  private static final float[][] COSINES = {
    {0.9f, 0.1f, 0.9f}, {0.2f, 0.1f, 0.3f}, {0f, 0.5f, 0.4f}
  };

  @Test
  @DisplayName("counts the candidates that are strictly better, so that a tie costs nothing")
  void rankIsTheNumberOfStrictlyBetterCandidates() {
    assertThat(Ranking.ranks(COSINES, new int[] {0, 1, 2})).containsExactly(0, 2, 1);
    assertThat(Ranking.ranks(Ranking.transposed(COSINES), new int[] {0, 1, 2}))
        .containsExactly(0, 1, 1);
  }

  @Test
  @DisplayName("is told as the share of ranks below k, in per cent with one decimal")
  void sharesAreRoundedPercentages() {
    assertThat(Ranking.percentWithin(new int[] {0, 4, 5}, 1)).isEqualTo(33.3);
    assertThat(Ranking.percentWithin(new int[] {0, 4, 5}, 5)).isEqualTo(66.7);
    assertThat(Ranking.percentWithin(new int[] {0, 4, 5}, 10)).isEqualTo(100.0);
  }

  @Test
  @DisplayName("lists the best first, and of equal ones the earlier")
  void bestKeepsTheOrderOfEqualValues() {
    assertThat(Ranking.best(new float[] {1, 3, 2, 3}, 3)).containsExactly(1, 3, 2);
  }

  @Test
  @DisplayName("takes a quantile between two values by a straight line")
  void quantilesInterpolate() {
    assertThat(Ranking.quantile(new float[] {4, 0, 2, 1}, 0.5)).isEqualTo(1.5);
    assertThat(Ranking.quantile(new float[] {4, 0, 2, 1}, 0)).isZero();
    assertThat(Ranking.quantile(new float[] {4, 0, 2, 1}, 1)).isEqualTo(4);
  }
}
