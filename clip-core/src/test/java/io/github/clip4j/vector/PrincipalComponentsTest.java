package io.github.clip4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The principal components of some vectors")
class PrincipalComponentsTest {
  @Test
  void points_on_a_line_have_one_component_along_it() {
    float[][] rows = {{1, 2}, {2, 4}, {3, 6}, {5, 10}};
    PrincipalComponents found = PrincipalComponents.of(rows, 2);
    double length = Math.sqrt(5);
    assertThat(found.axis(0)).containsExactly(new double[] {1 / length, 2 / length}, within(1e-12));
    assertThat(found.varianceRatio(0)).isCloseTo(1, within(1e-12));
    assertThat(found.varianceRatio(1)).isCloseTo(0, within(1e-12));
    // The mean is (2.75, 5.5); the last point is 2.25 times (1, 2) from it.
    assertThat(found.project(rows[3])[0]).isCloseTo(2.25 * length, within(1e-12));
  }

  @Test
  void axes_are_of_length_1_and_at_right_angles() {
    PrincipalComponents found = PrincipalComponents.of(random(40, 12), 12);
    for (int a = 0; a < 12; a++) {
      for (int b = 0; b < 12; b++) {
        assertThat(PrincipalComponents.dot(found.axis(a), found.axis(b)))
            .isCloseTo(a == b ? 1 : 0, within(1e-9));
      }
    }
  }

  @Test
  void coordinates_have_the_variance_that_is_stated_and_no_correlation() {
    float[][] rows = random(60, 9);
    PrincipalComponents found = PrincipalComponents.of(rows, 3);
    double[][] at = found.project(rows);
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        double sum = 0;
        for (double[] point : at) {
          sum += point[a] * point[b];
        }
        assertThat(sum / 59).isCloseTo(a == b ? found.variance(a) : 0, within(1e-6));
      }
    }
    assertThat(found.variance(0)).isGreaterThanOrEqualTo(found.variance(1));
    assertThat(found.variance(1)).isGreaterThanOrEqualTo(found.variance(2));
  }

  @Test
  @DisplayName("equal numpy's singular value decomposition of the centred rows")
  void equal_numpy() {
    // numpy 2.4.6: np.linalg.svd(x - x.mean(0)), signs turned so that the largest value is
    // positive.
    float[][] rows = new float[12][5];
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 5; j++) {
        rows[i][j] = (float) (Math.sin((i + 1) * (j + 2)) * (5 - j));
      }
    }
    PrincipalComponents found = PrincipalComponents.of(rows, 3);
    assertThat(found.variance(0)).isCloseTo(14.450971150556933, within(1e-6));
    assertThat(found.variance(1)).isCloseTo(10.102210907575742, within(1e-6));
    assertThat(found.variance(2)).isCloseTo(4.8355821967473, within(1e-6));
    assertThat(found.varianceRatio(0)).isCloseTo(0.4563047598137622, within(1e-7));
    assertThat(found.axis(0))
        .containsExactly(
            new double[] {
              0.9949535507953131,
              0.031007644291507735,
              0.08930424224103131,
              -0.03085733745489694,
              -0.01336169144380495
            },
            within(1e-5));
    assertThat(found.project(rows[0]))
        .containsExactly(
            new double[] {4.518895433885907, 0.8045700004183184, -2.37342763471684}, within(1e-4));
  }

  @Test
  void the_same_vectors_give_the_same_answer_to_the_last_bit() {
    float[][] rows = random(30, 16);
    assertThat(PrincipalComponents.of(rows, 2).project(rows))
        .isDeepEqualTo(PrincipalComponents.of(rows, 2).project(rows));
  }

  @Test
  void vectors_that_do_not_differ_lie_on_one_point() {
    float[][] rows = {{3, 1, 4}, {3, 1, 4}};
    PrincipalComponents found = PrincipalComponents.of(rows, 2);
    assertThat(found.project(rows[1])).containsExactly(0, 0);
    assertThat(found.varianceRatio(0)).isZero();
    assertThat(PrincipalComponents.of(new float[][] {{1, 2}}, 1).variance(0)).isZero();
  }

  @Test
  void mistakes_are_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.of(new float[0][], 1))
        .withMessageContaining("at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.of(new float[][] {{1, 2}}, 3))
        .withMessageContaining("1 to the length of a vector, 2: 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.of(new float[][] {{1, 2}, {1}}, 1))
        .withMessageContaining("rows[1] has 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrincipalComponents.of(new float[][] {{1, Float.NaN}}, 1))
        .withMessageContaining("rows[0][1] is NaN");
    PrincipalComponents found = PrincipalComponents.of(new float[][] {{1, 2}, {2, 1}}, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> found.project(new float[] {1, 2, 3}));
    assertThatThrownBy(() -> found.axis(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static float[][] random(int n, int dimension) {
    SplittableRandom random = new SplittableRandom(Long.getLong("clip.seed", 7));
    float[][] rows = new float[n][dimension];
    for (float[] row : rows) {
      for (int i = 0; i < dimension; i++) {
        row[i] = (float) random.nextDouble(-1, 1) * (i + 1);
      }
    }
    return rows;
  }
}
