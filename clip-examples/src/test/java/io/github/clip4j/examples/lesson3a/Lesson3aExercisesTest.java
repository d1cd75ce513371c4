package io.github.clip4j.examples.lesson3a;

import static io.github.clip4j.examples.course.Exercise.todo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Exercises: replace each {@code todo(…)} and run the test. Until then it is skipped, and the build
 * stays green. {@link Lesson3aSolutionsTest} has an answer to each.
 */
@DisplayName("Lesson 3a, exercises")
class Lesson3aExercisesTest {
  @Test
  @DisplayName("1: write the dot product of two vectors as a loop")
  void dot_product() {
    float[] a = {2, 4};
    float[] b = {-3, 5};
    double dot = todo("add up the products of the values at the same place");
    assertThat(dot).isEqualTo(VectorMath.dot(a, b));
  }

  @Test
  @DisplayName("2: write the length of a vector with nothing but Math.sqrt")
  void length() {
    float[] a = {2, 4};
    double length = todo("the root of the sum of the squares");
    assertThat(length).isCloseTo(VectorMath.norm(a), within(1e-12));
  }

  @Test
  @DisplayName("3: find two vectors of your own whose cosine is between 0.7 and 0.8")
  void vectors_of_your_own() {
    float[] vec4 = todo("two numbers that are not 0 and 0");
    float[] vec5 = todo("two other numbers");
    assertThat(Step1CosineSimilarity.cosineSimilarity(vec4, vec5)).isBetween(0.7, 0.8);
  }

  @Test
  @DisplayName("4: find a vector of length 7 that is unrelated to (3, 4)")
  void an_orthogonal_vector() {
    float[] a = {3, 4};
    float[] b = todo("turn (3, 4) by a right angle and change its length");
    assertThat(VectorMath.cosine(a, b)).isCloseTo(0, within(1e-7));
    assertThat(VectorMath.norm(b)).isCloseTo(7, within(1e-6));
  }

  @Test
  @DisplayName("5: give the missing batch dimension back: what is the tensor's shape then?")
  void the_batch_dimension() {
    int[] shape = {3, 64, 64};
    int[] withBatch = todo("the same tensor as a batch of one picture");
    assertThat(withBatch).hasSize(shape.length + 1).endsWith(shape);
    assertThat(withBatch[0]).isEqualTo(1);
  }

  @Test
  @DisplayName("6: edit the sentence until it fits the dog better than \"A cute dog\"")
  void a_better_sentence() throws IOException {
    ClipModel clip = LessonFixture.clip();
    Embedding dog = clip.encodeImage(Lesson3a.drawingOfADog());
    String sentence = todo("a better description of the drawing");
    assertThat(dog.cosine(clip.encodeText(sentence)))
        .isGreaterThan(dog.cosine(clip.encodeText("A cute dog")));
  }
}
