package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  private static final String HOME = "/home/ada";

  @Test
  @DisplayName("the property comes before the variable, the variable before the system's own")
  void order() {
    Map<String, String> environment = Map.of("CLIP4J_CACHE", "/v", "XDG_CACHE_HOME", "/x");
    assertThat(CacheFolder.choose("/p", environment, "Linux", HOME)).isEqualTo(Path.of("/p"));
    assertThat(CacheFolder.choose(null, environment, "Linux", HOME)).isEqualTo(Path.of("/v"));
    assertThat(CacheFolder.choose(" ", Map.of("XDG_CACHE_HOME", "/x"), "Linux", HOME))
        .isEqualTo(Path.of("/x/clip4j"));
  }

  @Test
  @DisplayName("each system has its place")
  void systems() {
    assertThat(CacheFolder.choose(null, Map.of(), "Linux", HOME))
        .isEqualTo(Path.of("/home/ada/.cache/clip4j"));
    assertThat(CacheFolder.choose(null, Map.of("XDG_CACHE_HOME", "relative"), "Linux", HOME))
        .isEqualTo(Path.of("/home/ada/.cache/clip4j"));
    assertThat(CacheFolder.choose(null, Map.of(), "Mac OS X", HOME))
        .isEqualTo(Path.of("/home/ada/Library/Caches/clip4j"));
    assertThat(CacheFolder.choose(null, Map.of("LOCALAPPDATA", "/local"), "Windows 11", HOME))
        .isEqualTo(Path.of("/local/clip4j"));
  }

  @Test
  @DisplayName("one that cannot be made says how to choose another")
  void unusable(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> CacheFolder.make(file.resolve("cache")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the cache folder " + file.resolve("cache"))
        .hasMessageContaining("CLIP4J_CACHE")
        .hasMessageContaining("-Dclip4j.cache");
  }
}
