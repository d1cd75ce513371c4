package io.github.clip4j.examples.lesson4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.ZeroShotClassifier.Prediction;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.examples.course.PromptTemplates;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.course.SampleCollection.Drawing;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@DisplayName("Lesson 4: labels without training")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Lesson4Test {
  private static final ClipModel CLIP = LessonFixture.clip();
  private static final List<String> LABELS = List.of("dog face", "pizza", "automobile", "violin");

  @Test
  @Order(1)
  @DisplayName("a label becomes a sentence, and the picture chooses among the sentences")
  void a_picture_chooses() throws IOException {
    ZeroShotClassifier classifier = ZeroShotClassifier.of(CLIP, LABELS, List.of("{}"));
    List<Prediction> answer = classifier.classify(drawing("twemoji-violin.png"));
    assertThat(answer.get(0).label()).isEqualTo("violin");
    assertThat(answer.stream().mapToDouble(Prediction::probability).sum())
        .isCloseTo(1, within(1e-5));
  }

  @Test
  @Order(2)
  @DisplayName("an ensemble is the mean of unit vectors at length 1: by hand as by the library")
  void an_ensemble_by_hand() throws IOException {
    List<String> templates = PromptTemplates.imagenet7();
    float[][] byHand = LabelVectors.encode(CLIP, LABELS, templates).ensemble();
    Embedding picture = drawing("twemoji-pizza.png");
    ZeroShotClassifier byLibrary = ZeroShotClassifier.of(CLIP, LABELS, templates);
    for (Prediction prediction : byLibrary.classify(picture)) {
      double cosine =
          VectorMath.cosine(picture.values(), byHand[LABELS.indexOf(prediction.label())]);
      assertThat(cosine).isCloseTo(prediction.cosine(), within(1e-5));
    }
  }

  @Test
  @Order(3)
  @DisplayName("OpenAI chose 80 sentences for ImageNet, and 7 that do nearly as well together")
  void the_templates() throws IOException {
    assertThat(PromptTemplates.imagenet80())
        .hasSize(80)
        .doesNotHaveDuplicates()
        .allMatch(template -> template.contains("{}"))
        .contains("a bad photo of a {}.", "itap of my {}.");
    assertThat(PromptTemplates.imagenet7()).hasSize(7).contains("a {} in a video game.");
  }

  @Test
  @Order(4)
  @DisplayName("most drawings of a style never seen find their name among 58")
  void most_find_their_name() throws IOException {
    List<Drawing> drawings =
        SampleCollection.drawings().stream().filter(Drawing::isUnseenStyle).toList();
    List<String> names = drawings.stream().map(Drawing::name).toList();
    float[][] pictures =
        SampleCollection.encode(CLIP, drawings).stream()
            .map(Embedding::values)
            .toArray(float[][]::new);
    int[] own = java.util.stream.IntStream.range(0, names.size()).toArray();
    LabelVectors labels = LabelVectors.encode(CLIP, names, List.of("{}"));
    assertThat(LabelVectors.accuracy(pictures, own, labels.single(0))).isGreaterThan(0.7);
  }

  private static Embedding drawing(String file) throws IOException {
    return CLIP.encodeImage(SampleCollection.drawing(file).bytes());
  }
}
