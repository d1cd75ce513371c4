package io.github.clip4j.examples.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DjlZooClipTest {
  @Test
  @DisplayName("without a network the example says so in one line")
  void offline() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DjlZooClip.run(
        "https://127.0.0.1:9/clip.zip",
        Path.of("picture.png"),
        List.of("a cat"),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith(
            "skipped: https://127.0.0.1:9/clip.zip is not to be had here; it needs a network");
  }
}
