package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.clip4j.config.Activation;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.errors.ModelMismatchException;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.Rgb;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Sizes, scales and preprocessing of a checkpoint at their edges")
class CheckpointEdgesTest {
  private static final Path MODELS = Path.of("src/test/resources/golden/models");
  private static final String PREPROCESS =
      TinyCheckpoint.CONFIG.substring(TinyCheckpoint.CONFIG.indexOf("\"preprocess_cfg\""));

  @TempDir Path folder;

  private void tiny(Consumer<Map<String, List<Long>>> change) throws IOException {
    TinyCheckpoint.write(folder, TinyCheckpoint.CONFIG, change);
  }

  private ModelMismatchException mismatch() {
    ModelMismatchException e =
        catchThrowableOfType(ModelMismatchException.class, () -> Checkpoint.open(folder));
    assertThat(e).isNotNull();
    return e;
  }

  @Test
  void a_scale_in_one_element_is_a_scale_and_in_two_it_is_not() throws IOException {
    tiny(tensors -> tensors.put("logit_scale", List.of(1L)));
    try (Checkpoint c = Checkpoint.open(folder)) {
      assertThat(c.logitScale()).isEqualTo(1f);
      assertThat(c.tensors().tensors().get("logit_scale").shape()).isEmpty();
    }
    tiny(tensors -> tensors.put("logit_scale", List.of(2L)));
    assertThat(mismatch()).hasMessageContaining("logit_scale is [2], expected []");
    tiny(tensors -> tensors.remove("logit_scale"));
    assertThat(mismatch()).hasMessageContaining("1 missing: logit_scale []");
  }

  @ParameterizedTest
  @CsvSource({
    "visual.positional_embedding, 7, 64", // six patches, no square
    "visual.positional_embedding, 1, 64", // the class token alone
    "visual.positional_embedding, 5, 32",
    "positional_embedding, 8, 32",
  })
  void a_table_that_cannot_be_resized_is_reported(String name, long rows, long width)
      throws IOException {
    tiny(tensors -> tensors.put(name, List.of(rows, width)));
    assertThat(mismatch())
        .hasMessageContaining("1 mis-shaped: " + name + " is [" + rows + ", " + width + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"visual.positional_embedding", "positional_embedding"})
  void so_is_one_of_another_rank_and_one_that_is_not_there(String name) throws IOException {
    tiny(tensors -> tensors.put(name, List.of(64L)));
    assertThat(mismatch()).hasMessageContaining(name + " is [64]");
    tiny(tensors -> tensors.remove(name));
    assertThat(mismatch()).hasMessageContaining("1 missing: " + name);
  }

  @Test
  void a_picture_smaller_than_a_patch_is_refused_and_a_resnet_keeps_its_size() throws IOException {
    tiny(tensors -> {});
    ModelFormatException e =
        catchThrowableOfType(
            ModelFormatException.class,
            () -> Checkpoint.open(folder, CheckpointOptions.defaults().withImageSize(15)));
    assertThat(e.code()).isEqualTo("CFG_IMAGE_SIZE");
    assertThat(e).hasMessageContaining("smaller than one patch");
    Path resNet = MODELS.resolve("resnet/open_clip");
    try (Checkpoint c = Checkpoint.open(resNet, CheckpointOptions.defaults().withImageSize(64))) {
      assertThat(c.config().vision().imageSize()).isEqualTo(64);
    }
  }

  @Test
  void options_out_of_range_are_refused_with_the_range() {
    CheckpointOptions options = CheckpointOptions.defaults();
    assertThat(options.withImageSize(1).withImageSize(16384).imageSize()).isEqualTo(16384);
    assertThat(options.withContextLength(3).withContextLength(16384).contextLength())
        .isEqualTo(16384);
    for (int size : new int[] {0, -1, 16385}) {
      assertThatThrownBy(() -> options.withImageSize(size)).hasMessageContaining("[1, 16384]");
    }
    for (int length : new int[] {2, -1, 16385}) {
      assertThatThrownBy(() -> options.withContextLength(length))
          .hasMessageContaining("[3, 16384]");
    }
  }

  @Test
  void finite_weights_pass_the_check_for_it() throws IOException {
    CheckpointOptions strict = CheckpointOptions.defaults().withRequireFinite(true);
    try (Checkpoint c = Checkpoint.open(MODELS.resolve("vit_quickgelu/hf"), strict)) {
      assertThat(c.parameterCount()).isPositive();
    }
  }

  @Test
  void names_tell_the_layout_and_its_activation_where_there_is_no_configuration()
      throws IOException {
    tiny(CheckpointEdgesTest::renameAsHuggingFaceDoes);
    Files.delete(folder.resolve("open_clip_config.json"));
    try (Checkpoint c = Checkpoint.open(folder)) {
      assertThat(c.layout()).isEqualTo(CheckpointLayout.HUGGING_FACE);
      assertThat(c.config().text().activation()).isEqualTo(Activation.QUICK_GELU);
      assertThat(c.configOrigin()).contains("QUICK_GELU assumed");
      assertThat(c.preprocessing()).isEqualTo(PreprocessConfig.huggingFace(32));
      assertThat(c.tensors().tensors().get("transformer.resblocks.0.attn.in_proj_bias").shape())
          .containsExactly(192L);
    }
  }

  private static void renameAsHuggingFaceDoes(Map<String, List<Long>> tensors) {
    tensors.clear();
    List<Long> width = List.of(64L);
    List<Long> square = List.of(64L, 64L);
    tensors.put("logit_scale", List.of());
    tensors.put("text_projection.weight", square);
    tensors.put("visual_projection.weight", square);
    tensors.put("text_model.embeddings.token_embedding.weight", List.of(16L, 64L));
    tensors.put("text_model.embeddings.position_embedding.weight", List.of(8L, 64L));
    tensors.put("vision_model.embeddings.class_embedding", width);
    tensors.put("vision_model.embeddings.patch_embedding.weight", List.of(64L, 3L, 16L, 16L));
    tensors.put("vision_model.embeddings.position_embedding.weight", List.of(5L, 64L));
    for (String end : List.of("weight", "bias")) {
      tensors.put("text_model.final_layer_norm." + end, width);
      tensors.put("vision_model.pre_layrnorm." + end, width);
      tensors.put("vision_model.post_layernorm." + end, width);
      for (String tower : List.of("text_model", "vision_model")) {
        String layer = tower + ".encoder.layers.0.";
        boolean weight = end.equals("weight");
        for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
          tensors.put(layer + "self_attn." + part + "." + end, weight ? square : width);
        }
        tensors.put(layer + "layer_norm1." + end, width);
        tensors.put(layer + "layer_norm2." + end, width);
        tensors.put(layer + "mlp.fc1." + end, weight ? List.of(256L, 64L) : List.of(256L));
        tensors.put(layer + "mlp.fc2." + end, weight ? List.of(64L, 256L) : width);
      }
    }
  }

  @Test
  void ranges_outside_a_tensor_or_an_array_are_the_callers_fault() throws IOException {
    tiny(tensors -> {});
    try (Checkpoint c = Checkpoint.open(folder)) {
      TensorSource t = c.tensors();
      float[] dst = new float[8];
      t.readFloats("ln_final.bias", 56, dst, 0, 8);
      assertThatThrownBy(() -> t.readFloats("ln_final", 0, dst, 0, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no tensor 'ln_final'");
      assertThatThrownBy(() -> t.readFloats("ln_final.bias", 57, dst, 0, 8))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("outside");
      assertThatThrownBy(() -> t.readFloats("ln_final.bias", -1, dst, 0, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> t.readFloats("ln_final.bias", 0, dst, 0, -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> t.readFloats("ln_final.bias", 0, dst, 1, 8))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("array of 8");
      assertThatThrownBy(() -> t.readFloats("ln_final.bias", 0, dst, -1, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void preprocessing_that_is_absent_or_null_is_open_clips_default() throws IOException {
    for (String section : List.of("\"epoch\":32}", "\"preprocess_cfg\":null}")) {
      TinyCheckpoint.write(
          folder, TinyCheckpoint.CONFIG.replace(PREPROCESS, section), tensors -> {});
      try (Checkpoint c = Checkpoint.open(folder)) {
        assertThat(c.preprocessing()).isEqualTo(PreprocessConfig.openClip(32));
      }
    }
  }

  @Test
  void preprocessing_of_another_kind_is_refused_by_name() throws IOException {
    for (String section : List.of("5", "{\"mean\":[0.5]}", "{\"interpolation\":\"lanczos9\"}")) {
      TinyCheckpoint.write(
          folder,
          TinyCheckpoint.CONFIG.replace(PREPROCESS, "\"preprocess_cfg\":" + section + "}"),
          tensors -> {});
      ModelFormatException e =
          catchThrowableOfType(ModelFormatException.class, () -> Checkpoint.open(folder));
      assertThat(e.code()).isEqualTo("CFG_INVALID_FIELD");
      assertThat(e).hasMessageContaining("open_clip_config.json").hasMessageContaining("prepro");
    }
  }

  @Test
  void hugging_faces_preprocessing_lies_beside_the_configuration_that_is_given()
      throws IOException {
    Path hf = MODELS.resolve("vit_quickgelu/hf");
    Path weights = Files.copy(hf.resolve("model.safetensors"), folder.resolve("w.safetensors"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Path config = Files.copy(hf.resolve("config.json"), other.resolve("config.json"));
    CheckpointOptions given = CheckpointOptions.defaults().withConfigFile(config);
    try (Checkpoint c = Checkpoint.open(weights, given)) {
      assertThat(c.preprocessing()).isEqualTo(PreprocessConfig.huggingFace(48));
    }
    Files.writeString(
        other.resolve("preprocessor_config.json"),
        "{\"image_mean\":[0.5,0.5,0.5],\"image_std\":[0.5,0.5,0.5],\"size\":48,\"crop_size\":48}");
    try (Checkpoint c = Checkpoint.open(weights, given)) {
      assertThat(c.preprocessing().mean()).isEqualTo(new Rgb(0.5f, 0.5f, 0.5f));
    }
  }
}
