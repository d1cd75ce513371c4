package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A loopback hub with one small model, and an empty cache. */
@SuppressWarnings("NullAway.Init")
abstract class HubTestBase {
  static final String WEIGHTS = "model.safetensors";
  static final String CONFIG = "config.json";

  @TempDir Path folder;
  LoopbackHub hub;

  @BeforeEach
  void startHub() {
    byte[] weights = new byte[120];
    new Random(20261125).nextBytes(weights);
    hub = new LoopbackHub();
    hub.put(WEIGHTS, weights)
        .put(CONFIG, "{\"model_type\":\"clip\"}".getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void stopHub() throws IOException {
    hub.close();
  }

  Path fetch(String file) throws IOException {
    return hub.client(folder).file(LoopbackHub.REPO, "main", file);
  }

  /** Every regular file below the cache, without lock files and the tag. */
  List<String> filesInCache() throws IOException {
    Path root = folder.resolve("hub");
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> root.relativize(path).toString().replace('\\', '/'))
          .filter(name -> !name.startsWith(".locks/") && !name.equals("CACHEDIR.TAG"))
          .sorted()
          .toList();
    }
  }

  void assertNoPartialFile() throws IOException {
    assertThat(filesInCache()).noneMatch(name -> name.endsWith(".incomplete"));
    assertThat(filesInCache()).noneMatch(name -> name.contains("/blobs/"));
    assertThat(HubCache.of(hub.settings(folder)).find(LoopbackHub.REPO, "main", WEIGHTS)).isEmpty();
  }

  static Path in(Path root, String... names) {
    Path path = root;
    for (String name : names) {
      path = path.resolve(name);
    }
    return path;
  }
}
