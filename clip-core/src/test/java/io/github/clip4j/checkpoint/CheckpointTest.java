package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VitConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  static final Path MODELS = Path.of("src/test/resources/golden/models");

  @Test
  void an_open_clip_folder_tells_everything_from_its_headers() throws IOException {
    try (Checkpoint c = Checkpoint.open(MODELS.resolve("vit_quickgelu/open_clip"))) {
      assertThat(c.layout()).isEqualTo(CheckpointLayout.OPEN_CLIP);
      assertThat(c.format()).isEqualTo("safetensors");
      assertThat(c.config().embedDim()).isEqualTo(32);
      assertThat(c.config().vision()).isInstanceOf(VitConfig.class);
      VitConfig vit = (VitConfig) c.config().vision();
      assertThat(vit.heads()).isEqualTo(2);
      assertThat(vit.activation()).isEqualTo(Activation.QUICK_GELU);
      assertThat(c.config().text().pooling()).isEqualTo(TextPooling.ARGMAX);
      assertThat(c.tensors().tensors()).hasSize(62 - 3 + 3);
      assertThat(c.logitScale()).isBetween(1f, 101f);
      assertThat(c.contentHash()).hasSize(64);
    }
  }
}
