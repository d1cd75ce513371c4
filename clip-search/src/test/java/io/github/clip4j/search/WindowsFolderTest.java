package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An index moves between systems, so what it stores has forward slashes everywhere. */
@DisplayName("A folder on a Windows drive")
class WindowsFolderTest {
  @Test
  @DisplayName("is walked to paths with forward slashes, which lead back to the same files")
  void pathsWithForwardSlashes() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = Files.createDirectories(windows.getPath("C:\\Fotos und Bilder"));
      Path deep = Files.createDirectories(root.resolve("2024\\Köln"));
      Files.write(deep.resolve("Dom (1).JPG"), new byte[1]);
      Files.write(root.resolve("a.png"), new byte[1]);
      Files.write(root.resolve("notes.txt"), new byte[1]);

      List<FolderWalk.Found> found = new ArrayList<>();
      new FolderWalk(root, root.resolve("index"), new FolderWalk.Excludes(List.of(), List.of()))
          .forEachRemaining(found::add);

      assertThat(found)
          .extracting(picture -> picture.stamp().path())
          .containsExactly("2024/Köln/Dom (1).JPG", "a.png");
      assertThat(found)
          .allSatisfy(
              picture -> {
                assertThat(IndexFields.file(root, picture.stamp().path()))
                    .isEqualTo(picture.file());
                assertThat(picture.problem()).isNull();
              });
    }
  }

  @Test
  @DisplayName("is narrowed by a pattern with backslashes or forward slashes")
  void excludes() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = Files.createDirectories(windows.getPath("C:\\p"));
      Files.write(Files.createDirectories(root.resolve("raw")).resolve("a.png"), new byte[1]);
      Files.write(root.resolve("b.png"), new byte[1]);
      for (String pattern : List.of("glob:raw/*", "glob:raw\\\\*")) {
        List<String> found = new ArrayList<>();
        FolderWalk.Excludes excludes =
            new FolderWalk.Excludes(List.of(windows.getPathMatcher(pattern)), List.of());
        new FolderWalk(root, root.resolve("index"), excludes)
            .forEachRemaining(picture -> found.add(picture.stamp().path()));

        assertThat(found).as(pattern).containsExactly("b.png");
      }
    }
  }
}
