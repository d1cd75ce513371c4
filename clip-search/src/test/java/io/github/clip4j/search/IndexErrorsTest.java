package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.ClipModel;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.ResizeMode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is refused, and in which words. */
class IndexErrorsTest {
  @TempDir Path temp;

  private static void assertCode(
      String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(IndexException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private Path made() throws IOException {
    Path folder = temp.resolve("pictures");
    Pictures.put(Pictures.DOG, folder.resolve("dog.png"));
    Path index = temp.resolve("index");
    Pictures.index(folder, index);
    return index;
  }

  @Test
  void a_folder_without_an_index() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertCode("IDX_MISSING", () -> ImageIndex.open(empty));
    assertCode("IDX_MISSING", () -> ImageIndex.open(temp.resolve("none")));
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void other_files_are_not_written_among() throws IOException {
    Path folder = temp.resolve("pictures");
    Pictures.put(Pictures.DOG, folder.resolve("dog.png"));
    assertCode("IDX_NOT_INDEX", () -> Pictures.index(folder, folder));
    Path file = Files.writeString(temp.resolve("file"), "x");
    assertCode("IDX_NOT_INDEX", () -> Pictures.index(folder, file));
  }

  @Test
  void another_model_or_preprocessing() throws IOException {
    Path index = made();
    PreprocessConfig other =
        Pictures.model().imagePreprocessor().config().withResizeMode(ResizeMode.SQUASH);
    try (ClipModel squashing = ClipModel.builder().model("starter").preprocessing(other).load();
        ImageIndex open = ImageIndex.open(index)) {
      assertThatThrownBy(() -> ImageSearcher.of(open, squashing))
          .isInstanceOf(IndexException.class)
          .hasMessageContaining("another preprocessing");
      assertCode(
          "IDX_MODEL",
          () -> ImageIndexer.builder(squashing, temp.resolve("pictures"), index).build().run());
    }
    ModelIdentity starter = ModelIdentity.of(Pictures.model(), "starter");
    ModelIdentity stranger =
        new ModelIdentity("stranger", "0".repeat(64), 512, starter.preprocessing(), "fp32");
    assertThat(stranger.comparable(starter)).isFalse();
    assertThat(stranger.differenceFrom(starter))
        .startsWith("it was made with 'starter' (weights ")
        .contains("another model than 'stranger' (weights 000000000000, vectors of 512)");
  }

  @Test
  void a_second_writer_while_readers_go_on() throws Exception {
    Path index = made();
    Path folder = temp.resolve("pictures");
    Pictures.put(Pictures.CAT, folder.resolve("cat.png"));
    AtomicReference<Throwable> second = new AtomicReference<>();
    try (ImageIndex reader = ImageIndex.open(index)) {
      Pictures.indexer(folder, index)
          .onProgress(
              p -> {
                if (p.phase() == IndexProgress.Phase.ENCODE && second.get() == null) {
                  try {
                    Pictures.index(folder, index);
                  } catch (IOException e) {
                    second.set(e);
                  }
                  try (ImageIndex another = ImageIndex.open(index)) {
                    assertThat(another.size()).isEqualTo(1);
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }
              })
          .build()
          .run();
      assertThat(second.get())
          .isInstanceOf(IndexException.class)
          .hasMessageContaining("another process or thread is writing");
      assertThat(reader.size()).as("as it was opened").isEqualTo(1);
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.size()).isEqualTo(2);
      assertThat(reader.refresh()).isFalse();
    }
  }

  @Test
  void damaged_files() throws IOException {
    Path index = made();
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(index, "segments_*")) {
      for (Path file : segments) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    assertCode("IDX_DAMAGED", () -> ImageIndex.open(index));
    assertCode("IDX_DAMAGED", () -> Pictures.index(temp.resolve("pictures"), index));
  }

  @Test
  void missing_files() throws IOException {
    Path index = made();
    try (DirectoryStream<Path> vectors = Files.newDirectoryStream(index, "*.vec")) {
      for (Path file : vectors) {
        Files.delete(file);
      }
    }
    assertCode("IDX_DAMAGED", () -> ImageIndex.open(index));
  }

  @Test
  void a_metadata_file_that_is_none() throws IOException {
    made();
    Path folder = temp.resolve("pictures");
    Path index = temp.resolve("index");
    for (String text : new String[] {"{", "{}", "[1]", "[{\"a\":1}]"}) {
      Path json = Files.writeString(temp.resolve("m.json"), text);
      assertCode(
          "IDX_METADATA", () -> Pictures.indexer(folder, index).metadata(json).build().run());
    }
    Path csv = Files.writeString(temp.resolve("m.csv"), "title,year\nx,1\n");
    assertCode("IDX_METADATA", () -> Pictures.indexer(folder, index).metadata(csv).build().run());
    Path bytes =
        Files.write(temp.resolve("b.csv"), new byte[] {'p', 'a', 't', 'h', '\n', (byte) 0xFF});
    assertCode("IDX_METADATA", () -> Pictures.indexer(folder, index).metadata(bytes).build().run());
  }

  @Test
  void a_closed_index() throws IOException {
    ImageIndex open = ImageIndex.open(made());
    open.close();
    assertThatThrownBy(open::size)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the index is closed");
    assertThatThrownBy(
            () -> {
              try (Stream<IndexEntry> entries = open.entries()) {
                entries.toList();
              }
            })
        .isInstanceOf(IllegalStateException.class);
  }
}
