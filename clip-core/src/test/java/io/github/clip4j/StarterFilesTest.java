package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterFilesTest {
  @TempDir Path cache;

  @Test
  @DisplayName("the starter is unpacked once, and again where a file is cut short")
  void unpacks_once() throws Exception {
    Path folder = StarterFiles.folder(cache);
    Path weights = folder.resolve("open_clip_model.safetensors");
    assertThat(weights).isRegularFile();
    assertThat(folder.resolve("open_clip_config.json")).isRegularFile();

    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(weights, old);
    assertThat(StarterFiles.folder(cache)).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(old);

    long size = Files.size(weights);
    Files.write(weights, new byte[10]);
    StarterFiles.folder(cache);
    assertThat(weights).hasSize(size);
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .as("no temporary file is left")
          .allMatch(name -> name.startsWith("open_clip"));
    }
  }
}
