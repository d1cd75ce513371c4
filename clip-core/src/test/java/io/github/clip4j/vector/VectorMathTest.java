package io.github.clip4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorMathTest {

  @Nested
  @DisplayName("The cosine, by algebra")
  class CosineByAlgebra {
    @Test
    void is_one_for_the_same_direction() {
      assertThat(VectorMath.cosine(v(1, 0), v(1, 0))).isEqualTo(1.0);
    }

    @Test
    void does_not_depend_on_length() {
      assertThat(VectorMath.cosine(v(1, 0), v(10, 0))).isEqualTo(1.0);
      assertThat(VectorMath.cosine(v(2, 4), v(-3, 5)))
          .isCloseTo(VectorMath.cosine(v(200, 400), v(-0.03f, 0.05f)), within(1e-7));
    }

    @Test
    void is_zero_for_orthogonal_vectors() {
      assertThat(VectorMath.cosine(v(1, 0), v(0, 1))).isEqualTo(0.0);
    }

    @Test
    void is_minus_one_for_opposite_vectors() {
      assertThat(VectorMath.cosine(v(1, 0), v(-1, 0))).isEqualTo(-1.0);
    }

    @Test
    @DisplayName("is (2·-3 + 4·5) / (√20·√34) for the lesson's two vectors")
    void matches_a_calculation_by_hand() {
      assertThat(VectorMath.cosine(v(2, 4), v(-3, 5)))
          .isCloseTo(14 / (Math.sqrt(20) * Math.sqrt(34)), within(1e-15));
    }

    @Test
    @DisplayName("of a vector of zeros is 0, as torch defines it")
    void of_zeros_is_zero() {
      assertThat(VectorMath.cosine(v(0, 0), v(1, 2))).isEqualTo(0.0);
      assertThat(VectorMath.cosine(v(0, 0), v(0, 0))).isEqualTo(0.0);
      assertThat(VectorMath.cosine(v(), v())).isEqualTo(0.0);
    }

    @Test
    void survives_the_largest_and_the_smallest_floats() {
      assertThat(VectorMath.cosine(v(3e38f, 3e38f), v(Float.MIN_VALUE, Float.MIN_VALUE)))
          .isEqualTo(1.0);
    }

    @Test
    void never_leaves_its_range_by_rounding() {
      Random random = new Random(1);
      for (int i = 0; i < 1000; i++) {
        float[] a = randomVector(random, 7);
        float[] b = a.clone();
        for (int j = 0; j < b.length; j++) {
          b[j] *= 3;
        }
        assertThat(VectorMath.cosine(a, b)).isBetween(0.9999999, 1.0);
      }
    }
  }

  @Nested
  @DisplayName("Dot product and norm")
  class DotAndNorm {
    @Test
    void the_dot_product_of_a_vector_with_itself_is_its_squared_norm() {
      assertThat(VectorMath.dot(v(3, 4), v(3, 4))).isEqualTo(25.0);
      assertThat(VectorMath.norm(v(3, 4))).isEqualTo(5.0);
    }

    @ParameterizedTest(name = "length {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 13, 25, 207, 512, 702, 4098})
    @DisplayName("The unrolled loop agrees with exact decimal arithmetic")
    void agrees_with_exact_arithmetic(int length) {
      long seed = Long.getLong("clip.seed", 20261125L + length);
      Random random = new Random(seed);
      float[] a = randomVector(random, length);
      float[] b = randomVector(random, length);
      BigDecimal exact = BigDecimal.ZERO;
      for (int i = 0; i < length; i++) {
        exact = exact.add(new BigDecimal(a[i]).multiply(new BigDecimal(b[i])));
      }
      assertThat(VectorMath.dot(a, b))
          .as("-Dclip.seed=%d", seed)
          .isCloseTo(exact.doubleValue(), within(1e-13 * Math.max(1, length)));
    }

    @Test
    void normalize_keeps_the_direction_and_leaves_its_argument_alone() {
      float[] a = v(3, 4);
      assertThat(VectorMath.normalize(a)).containsExactly(0.6f, 0.8f);
      assertThat(a).containsExactly(3f, 4f);
    }

    @Test
    void normalize_returns_a_vector_of_zeros_as_it_is() {
      assertThat(VectorMath.normalize(v(0, 0, 0))).containsExactly(0f, 0f, 0f);
    }
  }

  @Nested
  @DisplayName("Matrices, a vector a row")
  class Matrices {
    private final float[][] a = {v(1, 0), v(1, 1)};
    private final float[][] b = {v(2, 0), v(0, 3), v(-1, 0)};

    @Test
    void dot_is_a_times_b_transposed() {
      assertThat(VectorMath.dot(a, b)).isDeepEqualTo(new float[][] {{2, 0, -1}, {2, 3, -1}});
    }

    @Test
    void cosine_agrees_with_the_cosine_of_each_pair() {
      long seed = Long.getLong("clip.seed", 7L);
      Random random = new Random(seed);
      float[][] p = {randomVector(random, 33), randomVector(random, 33), new float[33]};
      float[][] q = {randomVector(random, 33), randomVector(random, 33)};
      float[][] all = VectorMath.cosine(p, q);
      for (int i = 0; i < p.length; i++) {
        for (int j = 0; j < q.length; j++) {
          assertThat(all[i][j])
              .as("-Dclip.seed=%d", seed)
              .isEqualTo((float) VectorMath.cosine(p[i], q[j]));
        }
        assertThat(VectorMath.cosine(p[i], q)).containsExactly(all[i]);
      }
    }

    @Test
    void unit_rows_have_their_cosines_as_dot_products() {
      float[][] cosines = VectorMath.cosine(a, b);
      float[][] dots = VectorMath.dot(VectorMath.normalize(a), VectorMath.normalize(b));
      for (int i = 0; i < a.length; i++) {
        assertThat(dots[i]).containsExactly(cosines[i], within(1e-7f));
      }
    }

    @Test
    void no_rows_give_no_results() {
      assertThat(VectorMath.cosine(new float[0][], b)).isEmpty();
      assertThat(VectorMath.cosine(a, new float[0][])[1]).isEmpty();
    }
  }

  @Nested
  @DisplayName("Softmax")
  class Softmax {
    @Test
    void sums_to_one_and_keeps_the_order() {
      float[] p = VectorMath.softmax(v(1, 2, 3));
      assertThat(p).containsExactly(v(0.09003057f, 0.24472848f, 0.66524094f), within(1e-7f));
      assertThat(p[0] + p[1] + p[2]).isCloseTo(1f, within(1e-6f));
    }

    @Test
    void does_not_change_when_all_scores_move_together() {
      assertThat(VectorMath.softmax(v(1001, 1002))).containsExactly(VectorMath.softmax(v(1, 2)));
    }

    @Test
    void of_one_score_is_certainty() {
      assertThat(VectorMath.softmax(v(-7))).containsExactly(1f);
    }

    @Test
    void of_nothing_is_refused() {
      assertThatThrownBy(() -> VectorMath.softmax(v()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("softmax needs at least one score");
    }
  }

  @Nested
  @DisplayName("Mistakes are named")
  class Mistakes {
    @Test
    void different_lengths_name_both() {
      assertThatThrownBy(() -> VectorMath.cosine(v(1, 2, 3), v(1, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("vector lengths differ: a has 3, b has 2");
      assertThatThrownBy(() -> VectorMath.dot(new float[][] {v(1, 2)}, new float[][] {v(1)}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("vector lengths differ: a[0] has 2, b[0] has 1");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void a_value_that_is_not_finite_is_named_with_its_index(float bad) {
      float[] a = v(1, 2, 3, 4, 5);
      float[] b = v(0, 0, bad, 0, 0);
      assertThatThrownBy(() -> VectorMath.dot(a, b))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("b[2] is " + bad + "; vectors must be finite");
      assertThatThrownBy(() -> VectorMath.cosine(b, a))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a[2] is ");
      assertThatThrownBy(() -> VectorMath.norm(b)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> VectorMath.normalize(b)).hasMessageStartingWith("a[2] is ");
      assertThatThrownBy(() -> VectorMath.softmax(b)).hasMessageStartingWith("scores[2] is ");
      assertThatThrownBy(() -> VectorMath.cosine(new float[][] {a}, new float[][] {a, b}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("b[1][2] is ");
    }
  }

  private static float[] v(float... values) {
    return values;
  }

  private static float[] randomVector(Random random, int length) {
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
