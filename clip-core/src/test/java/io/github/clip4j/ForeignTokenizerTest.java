package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CLIPA and MetaCLIP 2 have CLIP's towers and other words; wrong words would give wrong vectors.
 */
class ForeignTokenizerTest {
  @Test
  @DisplayName("a text tower of another vocabulary takes ids, and refuses texts")
  void refusesTexts(@TempDir Path cache) throws IOException {
    try (ClipModel clip =
        ClipModel.builder()
            .model(Goldens.folder("variant_clipa_like").resolve("open_clip"))
            .cacheFolder(cache)
            .load()) {
      assertThat(clip.config().text().vocabSize()).isEqualTo(512);
      assertThat(clip.encodeTokens(new long[][] {{510, 5, 511}})[0]).hasSize(16);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> clip.encodeText("a dog"))
          .withMessageContaining("512 tokens")
          .withMessageContaining("another tokenizer")
          .withMessageContaining("encodeTokens");
    }
  }
}
