package io.github.clip4j.examples.lesson3a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An answer to each of {@link Lesson3aExercisesTest}; there are others. */
@DisplayName("Lesson 3a, solutions")
class Lesson3aSolutionsTest {
  @Test
  @DisplayName("1: the dot product of two vectors as a loop")
  void dot_product() {
    float[] a = {2, 4};
    float[] b = {-3, 5};
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    assertThat(dot).isEqualTo(VectorMath.dot(a, b));
  }

  @Test
  @DisplayName("2: the length of a vector with nothing but Math.sqrt")
  void length() {
    float[] a = {2, 4};
    double squares = 0;
    for (float value : a) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    assertThat(length).isCloseTo(VectorMath.norm(a), within(1e-12));
  }

  @Test
  @DisplayName("3: two vectors whose cosine is between 0.7 and 0.8")
  void vectors_of_your_own() {
    // 45 degrees apart: the cosine is 0.7071.
    float[] vec4 = {1, 0};
    float[] vec5 = {1, 1};
    assertThat(Step1CosineSimilarity.cosineSimilarity(vec4, vec5)).isBetween(0.7, 0.8);
  }

  @Test
  @DisplayName("4: a vector of length 7 that is unrelated to (3, 4)")
  void an_orthogonal_vector() {
    float[] a = {3, 4};
    // (x, y) turned by a right angle is (-y, x); its length is 5, so 7/5 of it has length 7.
    float[] b = {-4 * 7 / 5f, 3 * 7 / 5f};
    assertThat(VectorMath.cosine(a, b)).isCloseTo(0, within(1e-7));
    assertThat(VectorMath.norm(b)).isCloseTo(7, within(1e-6));
  }

  @Test
  @DisplayName("5: a batch of one picture has one dimension more, in front")
  void the_batch_dimension() {
    int[] shape = {3, 64, 64};
    int[] withBatch = {1, 3, 64, 64};
    assertThat(withBatch).hasSize(shape.length + 1).endsWith(shape);
    assertThat(withBatch[0]).isEqualTo(1);
  }

  @Test
  @DisplayName("6: a sentence that fits the dog better")
  void a_better_sentence() throws IOException {
    ClipModel clip = LessonFixture.clip();
    Embedding dog = clip.encodeImage(Lesson3a.drawingOfADog());
    // The model knows the drawing by this name; "cute" says nothing about what is seen.
    String sentence = "a dog face";
    assertThat(dog.cosine(clip.encodeText(sentence)))
        .isGreaterThan(dog.cosine(clip.encodeText("A cute dog")));
  }
}
