package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second run does about everything that may have happened to a folder since the first. */
class IndexerTest {
  @TempDir Path temp;

  private Path folder;
  private Path index;

  @BeforeEach
  void three_pictures() throws IOException {
    folder = Files.createDirectory(temp.resolve("pictures"));
    index = temp.resolve("index");
    Pictures.put(Pictures.DOG, folder.resolve("dog.png"));
    Pictures.put(Pictures.CAT, folder.resolve("cat.png"));
    Pictures.put(Pictures.PIZZA, folder.resolve("food/pizza.png"));
  }

  private IndexReport run() throws IOException {
    return Pictures.index(folder, index);
  }

  private List<String> paths() throws IOException {
    try (ImageIndex open = ImageIndex.open(index);
        Stream<IndexEntry> entries = open.entries()) {
      return entries.map(IndexEntry::path).toList();
    }
  }

  private void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));
  }

  @Test
  void a_first_run_encodes_everything_and_a_second_nothing() throws IOException {
    IndexReport first = run();
    assertThat(first.added()).isEqualTo(3);
    assertThat(first.encoded()).isEqualTo(3);
    assertThat(first.complete()).isTrue();
    IndexReport second = run();
    assertThat(second.unchanged()).isEqualTo(3);
    assertThat(second.encoded()).isZero();
    assertThat(second.pictures()).isEqualTo(3);
    assertThat(paths()).containsExactly("cat.png", "dog.png", "food/pizza.png");
  }

  @Test
  void a_new_file_is_added() throws IOException {
    run();
    Pictures.put(Pictures.CAR, folder.resolve("car.png"));
    IndexReport report = run();
    assertThat(report.added()).isEqualTo(1);
    assertThat(report.unchanged()).isEqualTo(3);
    assertThat(paths()).contains("car.png");
  }

  @Test
  void changed_contents_are_encoded_again() throws IOException {
    run();
    Pictures.put(Pictures.CAR, folder.resolve("dog.png"));
    IndexReport report = run();
    assertThat(report.updated()).isEqualTo(1);
    assertThat(report.encoded()).isEqualTo(1);
    try (ImageIndex open = ImageIndex.open(index)) {
      assertThat(
              open.entry("dog.png")
                  .orElseThrow()
                  .vector()
                  .cosine(Pictures.model().encodeImage(folder.resolve("dog.png"))))
          .isGreaterThan(0.9999f);
      assertThat(open.size()).isEqualTo(3);
    }
  }

  @Test
  void a_changed_time_alone_costs_reading_but_no_encoding() throws IOException {
    run();
    touch(folder.resolve("dog.png"));
    IndexReport report = run();
    assertThat(report.touched()).isEqualTo(1);
    assertThat(report.encoded()).isZero();
    assertThat(run().unchanged()).isEqualTo(3);
  }

  @Test
  void a_moved_file_keeps_its_vector() throws IOException {
    run();
    Files.createDirectory(folder.resolve("animals"));
    Files.move(folder.resolve("dog.png"), folder.resolve("animals/rex.png"));
    IndexReport report = run();
    assertThat(report.moved()).isEqualTo(1);
    assertThat(report.removed()).isZero();
    assertThat(report.encoded()).isZero();
    assertThat(paths()).containsExactly("animals/rex.png", "cat.png", "food/pizza.png");
  }

  @Test
  void a_copy_is_not_encoded_again() throws IOException {
    run();
    Files.copy(folder.resolve("dog.png"), folder.resolve("dog copy.png"));
    IndexReport report = run();
    assertThat(report.added()).isEqualTo(1);
    assertThat(report.encoded()).isZero();
    assertThat(paths()).contains("dog.png", "dog copy.png");
  }

  @Test
  void two_files_that_changed_places_keep_their_vectors() throws IOException {
    run();
    Files.move(folder.resolve("dog.png"), temp.resolve("x"));
    Files.move(folder.resolve("cat.png"), folder.resolve("dog.png"));
    Files.move(temp.resolve("x"), folder.resolve("cat.png"));
    IndexReport report = run();
    assertThat(report.updated()).isEqualTo(2);
    assertThat(report.encoded()).isZero();
    try (ImageIndex open = ImageIndex.open(index)) {
      assertThat(open.entry("cat.png").orElseThrow().hash())
          .isEqualTo(Sha256.hex(Files.readAllBytes(folder.resolve("cat.png"))));
    }
  }

  @Test
  void a_deleted_file_leaves_the_index() throws IOException {
    run();
    Files.delete(folder.resolve("dog.png"));
    assertThat(run().removed()).isEqualTo(1);
    assertThat(paths()).containsExactly("cat.png", "food/pizza.png");
  }

  @Test
  void broken_pictures_are_reported_remembered_and_tried_again_when_they_change()
      throws IOException {
    Files.writeString(folder.resolve("text.png"), "hello");
    byte[] dog = Files.readAllBytes(folder.resolve("dog.png"));
    Files.write(folder.resolve("half.png"), java.util.Arrays.copyOf(dog, dog.length / 2));
    Files.createFile(folder.resolve("empty.jpg"));
    List<IndexFailure> told = new ArrayList<>();
    IndexReport report = Pictures.indexer(folder, index).onFailure(told::add).build().run();
    assertThat(report.added()).isEqualTo(3);
    assertThat(report.complete()).isTrue();
    assertThat(report.failures())
        .extracting(IndexFailure::path)
        .containsExactly("empty.jpg", "half.png", "text.png");
    assertThat(report.failures().get(2).reason()).contains("looks like plain text");
    assertThat(told).hasSize(3);

    told.clear();
    report = Pictures.indexer(folder, index).onFailure(told::add).build().run();
    assertThat(report.failures()).as("still known").hasSize(3);
    assertThat(told).as("not tried").isEmpty();
    try (ImageIndex open = ImageIndex.open(index)) {
      assertThat(open.failures()).isEqualTo(report.failures());
      assertThat(open.size()).isEqualTo(3);
    }
    assertThat(Pictures.indexer(folder, index).retryBroken(true).build().run().failures())
        .hasSize(3);

    Pictures.put(Pictures.CAR, folder.resolve("text.png"));
    report = run();
    assertThat(report.added()).isEqualTo(1);
    assertThat(report.failures()).hasSize(2);
  }

  @Test
  void a_picture_that_becomes_unreadable_leaves_the_results() throws IOException {
    run();
    Files.writeString(folder.resolve("dog.png"), "no picture any more");
    assertThat(run().failures()).hasSize(1);
    assertThat(paths()).containsExactly("cat.png", "food/pizza.png");
  }

  @Test
  void a_folder_that_may_not_be_looked_into_loses_nothing() throws IOException {
    run();
    Path food = folder.resolve("food");
    Assumptions.assumeTrue(Files.getFileStore(food).supportsFileAttributeView("posix"));
    Files.setPosixFilePermissions(food, PosixFilePermissions.fromString("---------"));
    try {
      Assumptions.assumeFalse(Files.isReadable(food), "the superuser may look everywhere");
      IndexReport report = run();
      assertThat(report.failures()).containsExactly(new IndexFailure("food/", "permission denied"));
      assertThat(report.removed()).isZero();
    } finally {
      Files.setPosixFilePermissions(food, PosixFilePermissions.fromString("rwx------"));
    }
    assertThat(paths()).contains("food/pizza.png");
  }

  @Test
  void an_emptied_folder_is_taken_for_a_mistake_unless_it_is_allowed() throws IOException {
    run();
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertThatThrownBy(() -> Pictures.indexer(empty, index).relocated(true).build().run())
        .isInstanceOfSatisfying(
            IndexException.class, e -> assertThat(e.code()).isEqualTo("IDX_FOLDER_EMPTY"));
    assertThat(paths()).hasSize(3);
    IndexReport report =
        Pictures.indexer(empty, index).relocated(true).allowEmpty(true).build().run();
    assertThat(report.removed()).isEqualTo(3);
    assertThat(paths()).isEmpty();
  }

  @Test
  void an_empty_folder_makes_an_empty_index() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    Path other = temp.resolve("other");
    assertThat(Pictures.index(empty, other).pictures()).isZero();
    try (ImageIndex open = ImageIndex.open(other)) {
      assertThat(open.size()).isZero();
      assertThat(ImageSearcher.of(open, Pictures.model()).search(SearchQuery.text("dog")).hits())
          .isEmpty();
      assertThat(open.duplicates(0.9)).isEmpty();
    }
  }

  @Test
  void a_missing_folder_changes_nothing() throws IOException {
    run();
    assertThatThrownBy(() -> Pictures.index(temp.resolve("gone"), index))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(paths()).hasSize(3);
  }

  @Test
  void the_index_of_another_folder_is_not_taken_over_by_mistake() throws IOException {
    run();
    Path other = temp.resolve("elsewhere");
    Files.move(folder, other);
    assertThatThrownBy(() -> Pictures.index(other, index))
        .isInstanceOfSatisfying(
            IndexException.class, e -> assertThat(e.code()).isEqualTo("IDX_FOLDER"))
        .hasMessageContaining(folder.toString());
    IndexReport report = Pictures.indexer(other, index).relocated(true).build().run();
    assertThat(report.unchanged()).isEqualTo(3);
    try (ImageIndex open = ImageIndex.open(index)) {
      assertThat(open.folder()).isEqualTo(other);
      assertThat(open.entry("dog.png").orElseThrow().file()).isEqualTo(other.resolve("dog.png"));
    }
  }

  @Test
  void the_index_may_lie_among_the_pictures() throws IOException {
    Path inside = folder.resolve("index");
    Pictures.index(folder, inside);
    assertThat(Pictures.index(folder, inside).unchanged()).isEqualTo(3);
  }

  @Test
  void excluded_names_and_paths_are_left_out() throws IOException {
    IndexReport report =
        Pictures.indexer(folder, index).exclude("d*.png").exclude("food/**").build().run();
    assertThat(report.added()).isEqualTo(1);
    assertThat(paths()).containsExactly("cat.png");
    assertThat(run().added()).isEqualTo(2);
  }

  @Test
  void a_metadata_file_that_changes_renews_fields_without_encoding() throws IOException {
    Path table = Files.writeString(temp.resolve("t.json"), "[{\"file\":\"dog.png\",\"n\":1}]");
    run();
    assertThat(Pictures.indexer(folder, index).metadata(table).build().run().touched())
        .isEqualTo(1);
    assertThat(run().unchanged()).as("kept without the file").isEqualTo(3);
    try (ImageIndex open = ImageIndex.open(index)) {
      assertThat(open.entry("dog.png").orElseThrow().fields()).containsEntry("n", "1");
    }
    Files.writeString(table, "[]");
    IndexReport report = Pictures.indexer(folder, index).metadata(table).build().run();
    assertThat(report.touched()).isEqualTo(1);
    assertThat(report.encoded()).isZero();
  }

  @Test
  void a_cancelled_run_keeps_what_it_did_and_the_next_one_goes_on() throws IOException {
    for (int i = 0; i < 12; i++) {
      Files.write(folder.resolve("n" + i + ".png"), drawing(i));
    }
    ImageIndexer[] indexer = new ImageIndexer[1];
    indexer[0] =
        Pictures.indexer(folder, index)
            .batchSize(2)
            .onProgress(
                p -> {
                  if (p.phase() == IndexProgress.Phase.ENCODE) {
                    indexer[0].cancel();
                  }
                })
            .build();
    IndexReport report = indexer[0].run();
    assertThat(report.complete()).isFalse();
    int before = paths().size();
    assertThat(before).isLessThan(15);
    IndexReport rest = run();
    assertThat(rest.complete()).isTrue();
    assertThat(rest.encoded()).isEqualTo(15 - before);
    assertThat(paths()).hasSize(15);
  }

  /** A small picture unlike any other of the test. */
  static byte[] drawing(int number) throws IOException {
    java.awt.image.BufferedImage image =
        new java.awt.image.BufferedImage(24, 24, java.awt.image.BufferedImage.TYPE_INT_RGB);
    java.util.Random random = new java.util.Random(number);
    int a = random.nextInt(0x1000000);
    int b = random.nextInt(0x1000000);
    for (int y = 0; y < 24; y++) {
      for (int x = 0; x < 24; x++) {
        image.setRGB(x, y, (x / 6 + y / 6 + number) % 2 == 0 ? a : b);
      }
    }
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    javax.imageio.ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
