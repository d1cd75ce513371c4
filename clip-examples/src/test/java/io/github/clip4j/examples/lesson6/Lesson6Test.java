package io.github.clip4j.examples.lesson6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.search.SearchQuery;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Lesson 6: several words, weights and minus")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Lesson6Test {
  private static final ClipModel CLIP = LessonFixture.clip();

  @Test
  @Order(1)
  @DisplayName("a question of one text is that text's vector")
  void one_text() {
    assertThat(cosine("a dog", "a dog")).isCloseTo(1, within(1e-6));
    assertThat(cosine("7 a dog", "a dog")).isCloseTo(1, within(1e-6));
  }

  @Test
  @Order(2)
  @DisplayName("a sum lies between its parts, nearer to the heavier one")
  void a_sum_lies_between() {
    assertThat(cosine("a dog + a pizza", "a dog"))
        .isCloseTo(cosine("a dog + a pizza", "a pizza"), within(1e-5));
    assertThat(cosine("2 a dog + a pizza", "a dog"))
        .isGreaterThan(cosine("2 a dog + a pizza", "a pizza"));
  }

  @Test
  @Order(3)
  @DisplayName("minus pushes away: the bicycle falls when it is taken from \"a vehicle\"")
  void minus_pushes_away() throws IOException {
    Embedding bicycle = CLIP.encodeImage(SampleCollection.drawing("noto-bicycle.png").bytes());
    float[] with = Lesson6.vector(CLIP, SearchQuery.parse("a vehicle"));
    float[] without = Lesson6.vector(CLIP, SearchQuery.parse("a vehicle - a bicycle"));
    assertThat(VectorMath.cosine(bicycle.values(), without))
        .isLessThan(VectorMath.cosine(bicycle.values(), with) - 0.1);
  }

  @Test
  @Order(4)
  @DisplayName("what is not understood is said, and the lesson goes on")
  void mistakes_are_said(@TempDir Path folder) throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lesson6.vector(CLIP, SearchQuery.parse("like:dog.png")))
        .withMessageContaining("texts only");
    List<String> lines =
        LessonFixture.lines(folder, "dog +\nlike:dog.png\na cat\n\n", Lesson6::run);
    assertThat(lines).anyMatch(line -> line.contains("texts only"));
    assertThat(lines.get(lines.size() - 2)).contains("“a cat”: cat face");
    assertThat(folder.resolve("search.html")).content().contains("a vehicle - a bicycle");
  }

  private static double cosine(String question, String text) {
    return VectorMath.cosine(
        Lesson6.vector(CLIP, SearchQuery.parse(question)), CLIP.encodeText(text).values());
  }
}
