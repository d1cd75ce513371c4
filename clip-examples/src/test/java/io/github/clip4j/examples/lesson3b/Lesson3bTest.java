package io.github.clip4j.examples.lesson3b;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.museum.CollectionFile;
import io.github.clip4j.examples.museum.Columns;
import io.github.clip4j.examples.museum.DownloadPolicy;
import io.github.clip4j.examples.museum.Outcome;
import io.github.clip4j.examples.museum.PictureDownloader;
import io.github.clip4j.vector.PrincipalComponents;
import io.github.clip4j.vector.TopK;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
    "Lesson 3b: a museum's collection becomes something that can be looked at and searched")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Lesson3bTest {
  private static final ClipModel CLIP = LessonFixture.clip();

  @TempDir static Path temp;

  private static EncodedCollection collection;
  private static final List<String> unreadable = new ArrayList<>();

  @BeforeAll
  static void fetch() throws IOException {
    Path list = SampleCollection.unpack(temp);
    // One picture that is none, as every real collection has.
    Files.writeString(list.resolveSibling("pictures").resolve("noto-key.png"), "not a picture");
    List<Outcome> outcomes =
        new PictureDownloader(temp.resolve("cache"), DownloadPolicy.polite(""))
            .download(
                CollectionFile.read(list, Columns.usual()).artworks(),
                (outcome, done, total, bytes) -> {});
    collection =
        EncodedCollection.of(CLIP, outcomes, (artwork, e) -> unreadable.add(artwork.title()));
  }

  @Test
  @Order(1)
  @DisplayName(
      "every picture becomes a vector of length 1, and one that cannot be read is left out")
  void every_picture_becomes_a_vector() {
    assertThat(collection.size()).isEqualTo(115);
    assertThat(unreadable).containsExactly("Key");
    assertThat(collection.vectors()[0]).hasSize(256);
    assertThat(Embedding.of(collection.vectors()[0]).norm())
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-6));
  }

  @Test
  @Order(2)
  @DisplayName("the nearest neighbour of a drawing is often the same thing by another artist")
  void the_nearest_neighbour_is_often_the_same_thing() {
    int same = 0;
    for (int i = 0; i < collection.size(); i++) {
      TopK.Hit best = collection.neighbours(i, 1).get(0);
      assertThat(best.index()).isNotEqualTo(i);
      same +=
          collection.artwork(best.index()).title().equals(collection.artwork(i).title()) ? 1 : 0;
    }
    // By chance it would be 1.
    assertThat(same).isGreaterThan(collection.size() / 2);
  }

  @Test
  @Order(3)
  @DisplayName("words find drawings: \"a dog\" finds both dogs")
  void words_find_drawings() {
    List<TopK.Hit> hits = collection.nearest(CLIP.encodeText("a dog").values(), 2);
    assertThat(hits)
        .extracting(hit -> collection.artwork(hit.index()).title())
        .containsExactly("Dog face", "Dog face");
  }

  @Test
  @Order(4)
  @DisplayName("labels are right far more often than by chance, without any training")
  void labels_without_training() {
    List<String> departments =
        List.of(
            "Animals",
            "Food and drink",
            "Vehicles",
            "Plants",
            "Weather and sky",
            "Tools",
            "Music and sport",
            "Buildings");
    ZeroShotClassifier classifier = ZeroShotClassifier.of(CLIP, departments, List.of("{}"));
    int right = 0;
    for (int i = 0; i < collection.size(); i++) {
      String label = classifier.classify(Embedding.of(collection.vectors()[i])).get(0).label();
      right += label.equals(collection.artwork(i).department()) ? 1 : 0;
    }
    assertThat(right).isGreaterThan(3 * collection.size() / departments.size());
  }

  @Test
  @Order(5)
  @DisplayName("a map of two directions shows less than half of what there is")
  void a_map_is_a_hint() {
    PrincipalComponents components = PrincipalComponents.of(collection.vectors(), 2);
    assertThat(components.varianceRatio(0) + components.varianceRatio(1)).isBetween(0.05, 0.5);
  }

  @Test
  @Order(6)
  @DisplayName("the program goes through all of it, and answers what is typed")
  void the_program() throws IOException {
    MuseumSource usual = MuseumSource.sample();
    MuseumSource source =
        new MuseumSource(
            null,
            usual.columns(),
            usual.policy(),
            temp.resolve("museum"),
            40,
            List.of(),
            List.of());
    List<String> lines = LessonFixture.lines(temp, "a cat\n\n", run -> Lesson3b.run(run, source));
    assertThat(lines)
        .contains("local      40", "40 vectors of 256 values", "> “a cat”")
        .anyMatch(line -> line.endsWith("  Cat face, Noto Emoji, Google Inc."));
    assertThat(temp.resolve("map.png")).isNotEmptyFile();
    assertThat(temp.resolve("museum.html")).content().contains("Most alike", "Airplane");
  }
}
