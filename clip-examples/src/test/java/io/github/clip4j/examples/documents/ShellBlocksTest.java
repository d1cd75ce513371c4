package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.examples.course.SampleCollection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code clip} commands of each document are run one after the other, as a reader would type
 * them, and print what the document shows below them.
 */
class ShellBlocksTest {
  private static final String MUSEUM =
      "clip-examples/src/main/java/io/github/clip4j/examples/lesson3b/README.md";

  @TempDir private Path folder;

  @TestFactory
  @DisplayName("the commands of a document run and print what it shows:")
  Stream<DynamicTest> documents() {
    return Document.all().stream()
        .filter(
            document ->
                shellBlocks(document).stream()
                    .flatMap(block -> ShellCommand.parse(block.where(), block.text()).stream())
                    .anyMatch(Terminal::isClip))
        .map(document -> DynamicTest.dynamicTest(document.path(), () -> run(document)));
  }

  @Test
  @DisplayName("… stands for what a document leaves out, and times are not compared")
  void leftOut() {
    assertThat(
            Output.matches(
                "{\"score\":0.26…,\"file\":\"…/a.png\"}", "{\"score\":0.2667,\"file\":\"a.png\"}"))
        .isTrue();
    assertThat(Output.matches("3 encoded in 0.5 s", "3 encoded in 1.7 s")).isTrue();
    assertThat(Output.matches("3 encoded in 0.5 s", "4 encoded in 0.5 s")).isFalse();
    assertThat(Output.matches("one", "one\ntwo")).isFalse();
    assertThat(Output.matches("one\n…\nfour", "one\ntwo\nthree\nfour")).isTrue();
    assertThat(Output.matches("one\n…\nfour", "one\ntwo\nthree")).isFalse();
    String slow = "indexing: 96 of 116 pictures, 9.1 a second, 0:02 left\n";
    assertThat(Output.matches("one", slow + "one")).isTrue();
  }

  private void run(Document document) throws IOException {
    Path here = Files.createDirectory(folder.resolve(document.path().replace('/', '-')));
    prepare(document.path(), here);
    Terminal terminal = new Terminal(here);
    List<Block> blocks = document.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (!block.language().equals("sh")) {
        continue;
      }
      StringBuilder printed = new StringBuilder();
      boolean clip = false;
      for (ShellCommand command : ShellCommand.parse(block.where(), block.text())) {
        clip |= Terminal.isClip(command);
        String said = terminal.run(command);
        printed.append(said).append(said.isEmpty() ? "" : "\n");
      }
      Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : null;
      if (clip && next != null && next.below() && next.language().isEmpty()) {
        assertThat(Output.matches(next.text(), printed.toString()))
            .as(
                "%s shows%n%s%n%nand the commands above it print%n%s",
                next.where(), next.text(), printed)
            .isTrue();
      }
    }
  }

  /** The files that a document says it starts with. */
  private static void prepare(String document, Path folder) throws IOException {
    switch (document) {
      case "README.md" -> Drawing.all(Files.createDirectory(folder.resolve("pictures")));
      case "docs/SEARCH.md" -> {
        Drawing.all(Files.createDirectory(folder.resolve("pictures")));
        model(folder.resolve("other-clip"), "/golden/vit_quickgelu/open_clip/");
      }
      case "docs/SERVE.md" -> Drawing.all(Files.createDirectory(folder.resolve("holiday")));
      case "docs/GALLERY.md" -> {
        for (SampleCollection.Drawing drawing : SampleCollection.drawings()) {
          Path group = Files.createDirectories(folder.resolve("drawings/" + drawing.group()));
          Files.write(group.resolve(drawing.file()), drawing.bytes());
        }
      }
      case MUSEUM -> {
        model(folder.resolve("openai/clip-vit-base-patch32"), "/io/github/clip4j/starter/");
        Drawing.all(Files.createDirectory(folder.resolve("pictures")));
        Files.writeString(
            folder.resolve("objects.json"),
            """
            [{"id": 1, "title": "Dog face", "primaryImage": "pictures/noto-dog-face.png"},
             {"id": 2, "title": "Pizza", "primaryImage": "pictures/noto-pizza.png"},
             {"id": 3, "title": "Automobile", "primaryImage": "pictures/noto-automobile.png"},
             {"id": 4, "title": "Cat face", "primaryImage": "pictures/twemoji-cat-face.png"}]
            """);
      }
      case "docs/HUB.md" -> {
        // What exists as a folder is a path, so no hub is asked.
        model(folder.resolve("openai/clip-vit-base-patch32"), "/io/github/clip4j/starter/");
        Files.move(Drawing.dog(folder), folder.resolve("dog.jpg"));
      }
      default -> {}
    }
  }

  private static void model(Path folder, String resources) throws IOException {
    Files.createDirectories(folder);
    for (String file : List.of("open_clip_config.json", "open_clip_model.safetensors")) {
      try (InputStream in = ShellBlocksTest.class.getResourceAsStream(resources + file)) {
        assertThat(in).as(resources + file).isNotNull();
        Files.copy(in, folder.resolve(file));
      }
    }
  }

  private static List<Block> shellBlocks(Document document) {
    return document.blocks().stream().filter(block -> block.language().equals("sh")).toList();
  }
}
