package io.github.clip4j.examples.lesson5;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.examples.course.SampleCollection;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@DisplayName("Lesson 5: duplicates and near-duplicates")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Lesson5Test {
  private static final ClipModel CLIP = LessonFixture.clip();

  @Test
  @Order(1)
  @DisplayName("one pixel makes another file, and nearly the same vector")
  void one_pixel() throws IOException {
    BufferedImage dog = SampleCollection.drawing("noto-dog-face.png").image();
    BufferedImage changed = Alteration.MIRRORED.apply(Alteration.MIRRORED.apply(dog));
    changed.setRGB(3, 3, 0);
    assertThat(cosine(changed, dog)).isGreaterThan(0.97f);
  }

  @Test
  @Order(2)
  @DisplayName("a smaller copy and a badly saved one are nearer than a mirrored or a cropped one")
  void some_alterations_move_more() throws IOException {
    BufferedImage dog = SampleCollection.drawing("noto-dog-face.png").image();
    BufferedImage rgb = Alteration.MIRRORED.apply(Alteration.MIRRORED.apply(dog));
    float smaller = cosine(Alteration.SMALLER.apply(rgb), rgb);
    float jpeg = cosine(Alteration.JPEG.apply(rgb), rgb);
    assertThat(List.of(smaller, jpeg)).allMatch(cosine -> cosine > 0.95f);
    assertThat(cosine(Alteration.CROPPED.apply(rgb), rgb)).isLessThan(jpeg);
    assertThat(cosine(Alteration.STAMPED.apply(rgb), rgb)).isLessThan(jpeg);
  }

  @Test
  @Order(3)
  @DisplayName("every alteration gives another picture, and only the size may change with it")
  void every_alteration_alters() throws IOException {
    BufferedImage dog =
        Alteration.MIRRORED.apply(SampleCollection.drawing("noto-dog-face.png").image());
    for (Alteration alteration : Alteration.values()) {
      BufferedImage copy = alteration.apply(dog);
      int[] before = dog.getRGB(0, 0, dog.getWidth(), dog.getHeight(), null, 0, dog.getWidth());
      int[] after = copy.getRGB(0, 0, copy.getWidth(), copy.getHeight(), null, 0, copy.getWidth());
      assertThat(Arrays.equals(before, after)).as(alteration.name()).isFalse();
    }
  }

  @Test
  @Order(4)
  @DisplayName("pairs above the threshold are joined, and joined pairs form groups")
  void groups() {
    float[][] vectors = {{1, 0}, {0, 1}, {1, 0.1f}, {-1, 0}, {0, 2}};
    assertThat(Groups.of(vectors, 0.99)).containsExactly(List.of(0, 2), List.of(1, 4));
    assertThat(Groups.of(vectors, 1.01)).isEmpty();
  }

  @Test
  @Order(5)
  @DisplayName("with a low threshold chains grow: the ends of a group need not be alike")
  void chains() {
    float[][] fan = new float[7][];
    for (int i = 0; i < fan.length; i++) {
      double angle = Math.toRadians(30 * i);
      fan[i] = new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
    }
    // Neighbours are 30 degrees apart; the first and the last look in opposite directions.
    assertThat(Groups.of(fan, 0.8)).containsExactly(List.of(0, 1, 2, 3, 4, 5, 6));
  }

  @Test
  @Order(6)
  @DisplayName("a higher threshold makes fewer mistakes and finds fewer copies")
  void precision_and_recall() {
    List<Double> copies = List.of(0.9, 0.8, 0.6);
    List<Double> twins = List.of(0.7);
    List<Double> others = List.of(0.1, 0.2);
    Lesson5.Quality low = Lesson5.quality(copies, twins, others, 0.5);
    assertThat(low.precision()).isEqualTo(0.75);
    assertThat(low.recall()).isEqualTo(1);
    Lesson5.Quality high = Lesson5.quality(copies, twins, others, 0.75);
    assertThat(high.precision()).isEqualTo(1);
    assertThat(high.recall()).isEqualTo(2 / 3.0);
    assertThat(Lesson5.quality(copies, twins, others, 1).precision()).isEqualTo(1);
  }

  private static float cosine(BufferedImage a, BufferedImage b) {
    return CLIP.encodeImage(a).cosine(CLIP.encodeImage(b));
  }
}
