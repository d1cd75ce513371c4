package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.errors.ModelMismatchException;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.PreprocessLayout;
import io.github.clip4j.image.ResizeMode;
import io.github.clip4j.image.Rgb;
import io.github.clip4j.tokenizer.TokenizerDialect;
import io.github.clip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A checkpoint is found, checked and described from its headers")
class CheckpointTest {
  private static final Path MODELS = Path.of("src/test/resources/golden/models");
  private static final String CONFIG = TinyCheckpoint.CONFIG;

  @TempDir Path folder;

  @Test
  void an_open_clip_folder_tells_everything_from_its_headers() throws IOException {
    try (Checkpoint c = Checkpoint.open(MODELS.resolve("vit_quickgelu/open_clip"))) {
      assertThat(c.layout()).isEqualTo(CheckpointLayout.OPEN_CLIP);
      assertThat(c.format()).isEqualTo("safetensors");
      assertThat(c.config().embedDim()).isEqualTo(32);
      VitConfig vit = (VitConfig) c.config().vision();
      assertThat(vit.heads()).isEqualTo(2);
      assertThat(vit.activation()).isEqualTo(Activation.QUICK_GELU);
      assertThat(c.config().text().pooling()).isEqualTo(TextPooling.ARGMAX);
      assertThat(c.tensors().tensors()).hasSize(62);
      assertThat(c.parameterCount()).isEqualTo(235_841);
      assertThat(c.logitScale()).isCloseTo(14.285714f, within(1e-4f));
      assertThat(c.preprocessing()).isEqualTo(PreprocessConfig.openClip(48));
      assertThat(c.tokenizerDialect()).isEqualTo(TokenizerDialect.OPEN_CLIP);
      assertThat(c.configOrigin()).endsWith("open_clip_config.json");
      assertThat(c.contentHash()).hasSize(64);
    }
  }

  @Test
  void a_hugging_face_folder_brings_its_own_preprocessing_and_tokenizer() throws IOException {
    try (Checkpoint c = Checkpoint.open(MODELS.resolve("vit_quickgelu/hf_bin"))) {
      assertThat(c.layout()).isEqualTo(CheckpointLayout.HUGGING_FACE);
      assertThat(c.preprocessing().layout()).isEqualTo(PreprocessLayout.HUGGING_FACE);
      assertThat(c.preprocessing().size()).isEqualTo(48);
      assertThat(c.tokenizerDialect()).isEqualTo(TokenizerDialect.HUGGING_FACE);
    }
  }

  @Test
  void preprocessing_comes_from_the_checkpoint_and_not_from_its_kind() throws IOException {
    synthetic(tensors -> {});
    try (Checkpoint c = Checkpoint.open(folder)) {
      assertThat(c.preprocessing().resizeMode()).isEqualTo(ResizeMode.SQUASH);
      assertThat(c.preprocessing().mean()).isEqualTo(new Rgb(0.5f, 0.5f, 0.5f));
      assertThat(c.preprocessing().size()).isEqualTo(32);
    }
  }

  @Test
  void running_statistics_are_no_parameters() throws IOException {
    try (Checkpoint c = Checkpoint.open(MODELS.resolve("resnet/open_clip"))) {
      long all = c.tensors().tensors().values().stream().mapToLong(TensorInfo::elements).sum();
      long statistics =
          c.tensors().tensors().values().stream()
              .filter(t -> t.name().contains(".running_"))
              .mapToLong(TensorInfo::elements)
              .sum();
      assertThat(statistics).isPositive();
      assertThat(c.parameterCount()).isEqualTo(all - statistics);
    }
  }

  @Test
  void an_open_clip_configuration_wins_over_a_config_json_beside_it() throws IOException {
    synthetic(tensors -> {});
    Files.writeString(folder.resolve("config.json"), "{\"architecture\":\"vit_base_timm\"}");
    try (Checkpoint c = Checkpoint.open(folder)) {
      assertThat(c.configOrigin()).endsWith("open_clip_config.json");
    }
  }

  @Test
  void without_a_configuration_the_shapes_tell_openais_architectures() throws IOException {
    synthetic(tensors -> {});
    Path lone = folder.resolve("open_clip_model.safetensors");
    Files.delete(folder.resolve("open_clip_config.json"));
    try (Checkpoint c = Checkpoint.open(lone)) {
      VitConfig vit = (VitConfig) c.config().vision();
      assertThat(vit)
          .isEqualTo(
              new VitConfig(
                  32, 16, 64, 1, 1, 256, Activation.GELU, 1e-5, true, vit.pooling(), false));
      assertThat(c.configOrigin()).contains("inferred from shapes").contains("GELU");
    }
  }

  @Test
  void a_width_that_breaks_openais_rule_is_refused_and_loads_with_a_configuration()
      throws IOException {
    // The text tower is 32 wide: half a head by the rule.
    ModelFormatException e =
        catchThrowableOfType(
            ModelFormatException.class, () -> Checkpoint.open(MODELS.resolve("resnet/openai.pt")));
    assertThat(e.code()).isEqualTo("CFG_NOT_INFERABLE");
    assertThat(e).hasMessageContaining("width 32").hasMessageContaining("--config");
    Path config = MODELS.resolve("resnet/open_clip/open_clip_config.json");
    CheckpointOptions given = CheckpointOptions.defaults().withConfigFile(config);
    try (Checkpoint c = Checkpoint.open(MODELS.resolve("resnet/openai.pt"), given)) {
      assertThat(c.config().vision()).isEqualTo(new ResNetConfig(64, List.of(1, 2, 1, 1), 16, 32));
      assertThat(c.layout()).isEqualTo(CheckpointLayout.OPENAI);
    }
  }

  @Test
  void heads_that_shapes_cannot_tell_are_refused_with_the_remedy() throws IOException {
    String wide = CONFIG.replace("\"width\":64,\"patch_size\"", "\"width\":1280,\"patch_size\"");
    Files.writeString(folder.resolve("open_clip_config.json"), wide);
    TinyCheckpoint.write(folder, TinyCheckpoint.shapes(folder), 0f);
    Files.delete(folder.resolve("open_clip_config.json"));
    ModelFormatException e =
        catchThrowableOfType(ModelFormatException.class, () -> Checkpoint.open(folder));
    assertThat(e.code()).isEqualTo("CFG_NOT_INFERABLE");
    assertThat(e).hasMessageContaining("1280").hasMessageContaining("open_clip_config.json");
  }

  @Test
  void another_image_size_resizes_the_position_grid() throws IOException {
    CheckpointOptions larger = CheckpointOptions.defaults().withImageSize(80);
    try (Checkpoint c = Checkpoint.open(MODELS.resolve("vit_quickgelu/open_clip"), larger)) {
      assertThat(c.config().vision().imageSize()).isEqualTo(80);
      assertThat(c.preprocessing().size()).isEqualTo(80);
      TensorInfo grid = c.tensors().tensors().get("visual.positional_embedding");
      assertThat(grid.shape()).containsExactly(26L, 64L);
      float[] values = new float[26 * 64];
      c.tensors().readFloats("visual.positional_embedding", 0, values, 0, values.length);
      try (Checkpoint old = Checkpoint.open(MODELS.resolve("vit_quickgelu/open_clip"))) {
        float[] first = new float[64];
        old.tensors().readFloats("visual.positional_embedding", 0, first, 0, 64);
        assertThat(java.util.Arrays.copyOf(values, 64)).containsExactly(first);
      }
    }
    ModelFormatException e =
        catchThrowableOfType(
            ModelFormatException.class,
            () -> Checkpoint.open(MODELS.resolve("resnet/open_clip"), larger));
    assertThat(e.code()).isEqualTo("CFG_IMAGE_SIZE");
  }

  @Test
  void row_16_weights_that_are_not_finite_load_unless_forbidden() throws IOException {
    Map<String, List<Long>> tensors = synthetic(t -> {});
    TinyCheckpoint.write(folder, tensors, Float.NaN);
    try (Checkpoint c = Checkpoint.open(folder)) {
      float[] one = new float[1];
      c.tensors().readFloats("ln_final.bias", 0, one, 0, 1);
      assertThat(one[0]).isNaN();
    }
    CheckpointOptions strict = CheckpointOptions.defaults().withRequireFinite(true);
    ModelFormatException e =
        catchThrowableOfType(ModelFormatException.class, () -> Checkpoint.open(folder, strict));
    assertThat(e.code()).isEqualTo("W_NOT_FINITE");
    assertThat(e).hasMessageContaining("NaN at element 0");
  }

  @Test
  void row_17_missing_unexpected_and_misshaped_tensors_in_one_error() throws IOException {
    synthetic(
        tensors -> {
          tensors.remove("ln_final.bias");
          tensors.put("logit_bias", List.of());
          tensors.put("text_projection", List.of(64L, 63L));
        });
    ModelMismatchException e =
        catchThrowableOfType(ModelMismatchException.class, () -> Checkpoint.open(folder));
    assertThat(e)
        .hasMessageContaining("1 missing: ln_final.bias [64]")
        .hasMessageContaining("1 unexpected: logit_bias []")
        .hasMessageContaining("1 mis-shaped: text_projection is [64, 63], expected [64, 64]");
  }

  @Test
  void row_17_lists_ten_and_counts_the_rest() throws IOException {
    synthetic(tensors -> tensors.keySet().removeIf(name -> name.startsWith("visual.transformer")));
    ModelMismatchException e =
        catchThrowableOfType(ModelMismatchException.class, () -> Checkpoint.open(folder));
    assertThat(e).hasMessageContaining("12 missing").hasMessageContaining("…");
  }

  @Test
  void a_folder_without_weights_says_what_was_looked_for() {
    ModelFormatException e =
        catchThrowableOfType(ModelFormatException.class, () -> Checkpoint.open(folder));
    assertThat(e.code()).isEqualTo("MODEL_NO_WEIGHTS");
    assertThat(e).hasMessageContaining("open_clip_model.safetensors");
  }

  @Test
  void another_context_length_resizes_the_text_positions() throws IOException {
    synthetic(t -> {});
    CheckpointOptions options = CheckpointOptions.defaults().withContextLength(20);
    try (Checkpoint c = Checkpoint.open(folder, options)) {
      assertThat(c.config().text().contextLength()).isEqualTo(20);
      assertThat(c.tensors().tensors().get("positional_embedding").shape())
          .containsExactly(20L, 64L);
    }
    assertThatThrownBy(() -> CheckpointOptions.defaults().withContextLength(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contextLength");
  }

  @Test
  void the_content_hash_follows_contents_and_architecture() throws IOException {
    Map<String, List<Long>> tensors = synthetic(t -> {});
    String first = hash(CheckpointOptions.defaults());
    assertThat(hash(CheckpointOptions.defaults())).isEqualTo(first);
    assertThat(hash(CheckpointOptions.defaults().withImageSize(48))).isNotEqualTo(first);
    TinyCheckpoint.write(folder, tensors, 0.5f);
    assertThat(hash(CheckpointOptions.defaults())).isNotEqualTo(first);
  }

  @Test
  void the_content_hash_of_a_copy_elsewhere_is_the_same() throws IOException {
    synthetic(t -> {});
    Path copy = Files.createDirectories(folder.resolve("copy"));
    for (String file : List.of("open_clip_config.json", "open_clip_model.safetensors")) {
      Files.copy(folder.resolve(file), copy.resolve(file));
    }
    try (Checkpoint c = Checkpoint.open(copy)) {
      String key = c.contentHash(folder.resolve("memory"));
      assertThat(key).isEqualTo(hash(CheckpointOptions.defaults())).isEqualTo(c.contentHash());
    }
  }

  @Test
  void a_checkpoint_that_changed_while_it_was_open_has_no_hash() throws IOException {
    Map<String, List<Long>> tensors = synthetic(t -> {});
    try (Checkpoint c = Checkpoint.open(folder)) {
      TinyCheckpoint.write(folder, tensors, 0.5f);
      Files.setLastModifiedTime(
          folder.resolve("open_clip_model.safetensors"), FileTime.fromMillis(1));
      assertThatThrownBy(c::contentHash)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("changed since it was opened");
    }
  }

  private String hash(CheckpointOptions options) throws IOException {
    try (Checkpoint c = Checkpoint.open(folder, options)) {
      return c.contentHash();
    }
  }

  /** Writes a tiny folder in open_clip's layout with tensors changed at will. */
  private Map<String, List<Long>> synthetic(Consumer<Map<String, List<Long>>> change)
      throws IOException {
    return TinyCheckpoint.write(folder, CONFIG, change);
  }
}
