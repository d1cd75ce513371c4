package io.github.clip4j.examples.lesson3a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.vector.VectorMath;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lesson 3a, step 1: the cosine of the angle says how alike two directions are")
class Step1CosineSimilarityTest {
  private final float[] vec1 = {1, 0};
  private final float[] vec2 = {0, 1};
  private final float[] vec3 = {-1, 0};

  @Test
  void the_same_direction_gives_1() {
    assertThat(Step1CosineSimilarity.cosineSimilarity(vec1, vec1)).isEqualTo(1.0);
  }

  @Test
  void a_longer_vector_of_the_same_direction_still_gives_1() {
    float[] vec1Scaled = {10, 0};
    assertThat(Step1CosineSimilarity.cosineSimilarity(vec1, vec1Scaled)).isEqualTo(1.0);
  }

  @Test
  void orthogonal_vectors_are_unrelated_and_give_0() {
    assertThat(Step1CosineSimilarity.cosineSimilarity(vec1, vec2)).isEqualTo(0.0);
  }

  @Test
  void opposite_vectors_give_minus_1() {
    assertThat(Step1CosineSimilarity.cosineSimilarity(vec1, vec3)).isEqualTo(-1.0);
  }

  @Test
  void the_formula_spelled_out_and_the_library_agree() {
    float[] vec4 = {2, 4};
    float[] vec5 = {-3, 5};
    assertThat(VectorMath.cosine(vec4, vec5))
        .isCloseTo(Step1CosineSimilarity.cosineSimilarity(vec4, vec5), within(1e-15));
  }

  @Test
  void the_program_prints_what_the_lesson_shows() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Step1CosineSimilarity.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .contains(
            "cosine similarity of vec_1 with vec_1 is: 1.0",
            "cosine similarity of vec_1 with vec_1_scaled is: 1.0",
            "cosine similarity of vec_1 with vec_2 is: 0.0",
            "cosine similarity of vec_1 with vec_3 is: -1.0");
  }
}
