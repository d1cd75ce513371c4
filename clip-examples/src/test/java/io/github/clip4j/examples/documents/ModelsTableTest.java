package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/MODELS.md says what the data say. */
class ModelsTableTest {
  @Test
  @DisplayName("the tables of docs/MODELS.md are current; ModelsTable.main writes them")
  void current() throws IOException {
    String document =
        Files.readString(ModelsTable.DOCUMENT, StandardCharsets.UTF_8).replace("\r\n", "\n");

    assertThat(document).isEqualTo(ModelsTable.updated(document));
  }

  @Test
  @DisplayName("each architecture that the library has names for is described")
  void everyArchitecture() throws IOException {
    assertThat(ModelsTable.architectures().keySet()).containsAll(ModelsTable.named().keySet());
  }
}
