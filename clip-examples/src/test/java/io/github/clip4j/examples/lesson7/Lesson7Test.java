package io.github.clip4j.examples.lesson7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Lesson 7: honest scores")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Lesson7Test {
  private static final ClipModel CLIP = LessonFixture.clip();
  private static final List<String> FEW = List.of("a dog", "a car", "a tree");

  @Test
  @Order(1)
  @DisplayName("a good match is far from 1, and still far above a bad one")
  void a_good_match_is_far_from_1() throws IOException {
    Embedding dog = drawing("noto-dog-face.png");
    float good = dog.cosine(CLIP.encodeText("a dog"));
    float bad = dog.cosine(CLIP.encodeText("a car"));
    assertThat(good).isBetween(0.15f, 0.45f).isGreaterThan(bad + 0.1f);
  }

  @Test
  @Order(2)
  @DisplayName("the softmax only sees differences: raising all cosines changes nothing")
  void only_differences_count() {
    float[] low = VectorMath.softmax(new float[] {10, 5, 0});
    float[] high = VectorMath.softmax(new float[] {110, 105, 100});
    assertThat(low).containsExactly(high, within(1e-6f));
  }

  @Test
  @Order(3)
  @DisplayName("the model's scale turns small differences into sure answers")
  void the_scale_makes_sure() throws IOException {
    assertThat(CLIP.logitScale()).isBetween(10f, 101f);
    float[] cosines = cosines(drawing("noto-dog-face.png"), FEW);
    assertThat(VectorMath.softmax(cosines)[0]).isLessThan(0.5f);
    assertThat(probabilities(cosines)[0]).isGreaterThan(0.95f);
  }

  @Test
  @Order(4)
  @DisplayName(
      "asked for a dog, a car or a tree, a pizza gets one of them: the softmax cannot refuse")
  void the_softmax_cannot_refuse() throws IOException {
    float[] probabilities = probabilities(cosines(drawing("noto-pizza.png"), FEW));
    assertThat(probabilities[0] + probabilities[1] + probabilities[2]).isCloseTo(1, within(1e-5f));
    assertThat(max(probabilities)).isGreaterThan(0.5f);
  }

  @Test
  @Order(5)
  @DisplayName("sentences that say nothing take the pizza's probability and leave the dog's")
  void background_sentences_help() throws IOException {
    List<String> more = new ArrayList<>(FEW);
    more.addAll(Lesson7.BACKGROUND);
    float[] pizza = probabilities(cosines(drawing("noto-pizza.png"), more));
    assertThat(pizza[0] + pizza[1] + pizza[2]).isLessThan(0.5f);
    float[] dog = probabilities(cosines(drawing("noto-dog-face.png"), more));
    assertThat(dog[0]).isGreaterThan(0.9f);
  }

  @Test
  @Order(6)
  @DisplayName("the program measures all of it and draws it")
  void the_program(@TempDir Path folder) throws IOException {
    List<String> lines = LessonFixture.lines(folder, Lesson7::run);
    assertThat(lines)
        .contains("29 names are offered. 58 drawings have their name among them, 58 have not.")
        .anyMatch(line -> line.matches("always the best label .* fooled by 100 % of the others"));
    assertThat(folder.resolve("cosines.png")).isNotEmptyFile();
    assertThat(folder.resolve("scale.png")).isNotEmptyFile();
    assertThat(folder.resolve("none.png")).isNotEmptyFile();
  }

  private static Embedding drawing(String file) throws IOException {
    return CLIP.encodeImage(SampleCollection.drawing(file).bytes());
  }

  private static float[] cosines(Embedding picture, List<String> texts) {
    return VectorMath.cosine(picture.values(), Lesson7.unit(CLIP.encodeTexts(texts)));
  }

  private static float[] probabilities(float[] cosines) {
    float[] logits = cosines.clone();
    for (int i = 0; i < logits.length; i++) {
      logits[i] *= CLIP.logitScale();
    }
    return VectorMath.softmax(logits);
  }

  private static float max(float[] values) {
    float max = values[0];
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }
}
