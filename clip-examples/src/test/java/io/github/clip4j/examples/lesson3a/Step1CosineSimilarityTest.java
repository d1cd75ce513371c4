package io.github.clip4j.examples.lesson3a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.examples.report.OutputFolder;
import io.github.clip4j.vector.VectorMath;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void the_formula_alone_has_no_answer_for_a_vector_of_zeros_and_the_library_says_0() {
    float[] nowhere = {0, 0};
    assertThat(Step1CosineSimilarity.cosineSimilarity(nowhere, vec1)).isNaN();
    assertThat(VectorMath.cosine(nowhere, vec1)).isZero();
  }

  @Test
  void the_program_prints_every_number_on_the_way_and_draws_the_arrows(@TempDir Path folder)
      throws IOException {
    StringWriter said = new StringWriter();
    Step1CosineSimilarity.run(new PrintWriter(said, true), new OutputFolder(folder));
    assertThat(said.toString().lines())
        .contains(
            "cosine similarity of vec_1 with vec_1 is: 1.0",
            "cosine similarity of vec_1 with vec_1_scaled is: 1.0",
            "cosine similarity of vec_1 with vec_2 is: 0.0",
            "cosine similarity of vec_1 with vec_3 is: -1.0",
            "  dot product: 2.0·(-3.0) + 4.0·5.0 = 14.0",
            "  lengths: 4.4721 and 5.8310",
            "  cosine: 14.0 / (4.4721 · 5.8310) = 0.5369, an angle of 57.5 degrees");
    BufferedImage drawn = ImageIO.read(folder.resolve("arrows.png").toFile());
    assertThat(drawn.getWidth()).isEqualTo(640);
  }
}
