package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/SEARCH.md, in a process of its own. */
class SearchProgramTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("the program indexes a folder and finds the dog")
  void program() throws Exception {
    Drawing.dog(Files.createDirectory(folder.resolve("pictures")));

    assertThat(new Jvm(folder).run(SearchProgram.class).lines())
        .singleElement()
        .asString()
        .endsWith(" dog.png");
    assertThat(folder.resolve("pictures.index")).isDirectory();
  }
}
