package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The sizes of known models are in {@link ArchitecturesTest}; here is what shapes cannot tell. */
@DisplayName("Shapes that tell no architecture are refused with the tensor and the remedy")
class ConfigInferenceTest {
  private static final TextConfig TEXT =
      new TextConfig(8, 16, 64, 1, 2, 256, Activation.GELU, 1e-5, true, TextPooling.ARGMAX, 0);
  private static final ClipConfig VIT =
      new ClipConfig(
          32,
          new VitConfig(
              32, 16, 128, 2, 2, 512, Activation.GELU, 1e-5, true, VisionPooling.TOKEN, false),
          TEXT);

  private final Map<String, List<Long>> shapes = new LinkedHashMap<>(ExpectedTensors.of(VIT));

  private ClipConfig infer() throws IOException {
    Map<String, TensorView> views = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) ->
            views.put(name, new TensorView.Renamed(new TensorInfo(name, DType.F32, shape), name)));
    return ConfigInference.infer(views, "lone.pt", Activation.GELU);
  }

  private ModelFormatException refusal() {
    ModelFormatException e = catchThrowableOfType(ModelFormatException.class, this::infer);
    assertThat(e).isNotNull().hasMessageContaining("lone.pt").hasMessageContaining("--config");
    assertThat(e.code()).isEqualTo("CFG_NOT_INFERABLE");
    return e;
  }

  @Test
  void untouched_they_tell_everything() throws IOException {
    assertThat(infer()).isEqualTo(VIT);
  }

  @Test
  void without_the_first_norm_too() throws IOException {
    shapes.keySet().removeIf(name -> name.startsWith("visual.ln_pre"));
    assertThat(((VitConfig) infer().vision()).preNorm()).isFalse();
  }

  @Test
  void a_resnets_grid_and_stages() throws IOException {
    ClipConfig resNet = new ClipConfig(32, new ResNetConfig(96, List.of(1, 2, 1, 3), 8, 4), TEXT);
    shapes.clear();
    shapes.putAll(ExpectedTensors.of(resNet));
    assertThat(infer()).isEqualTo(resNet);
    shapes.keySet().removeIf(name -> name.startsWith("visual.layer3."));
    assertThat(refusal()).hasMessageContaining("no blocks under 'visual.layer3'");
  }

  @Test
  void a_missing_tensor() {
    shapes.remove("text_projection");
    assertThat(refusal()).hasMessageContaining("no tensor 'text_projection'");
  }

  @Test
  void a_tensor_of_another_rank_or_without_elements() {
    shapes.put("visual.conv1.weight", List.of(128L, 768L));
    assertThat(refusal()).hasMessageContaining("'visual.conv1.weight' has the shape [128, 768]");
    shapes.put("visual.conv1.weight", List.of(0L, 3L, 16L, 16L));
    assertThat(refusal()).hasMessageContaining("[0, 3, 16, 16]");
  }

  @Test
  void positions_that_make_no_square() {
    shapes.put("visual.positional_embedding", List.of(7L, 128L));
    assertThat(refusal()).hasMessageContaining("6 positions");
    shapes.put("visual.positional_embedding", List.of(1L, 128L));
    assertThat(refusal()).hasMessageContaining("0 positions");
  }

  @Test
  void sizes_that_no_clip_has() {
    shapes.put("token_embedding.weight", List.of(1L << 40, 64L));
    assertThat(refusal()).hasMessageContaining("vocabulary would be 1099511627776");
    shapes.put("token_embedding.weight", List.of(16L, 64L));
    shapes.put("text_projection", List.of(64L, 1L << 21));
    assertThat(refusal()).hasMessageContaining("embed_dim");
  }

  @Test
  void names_between_the_blocks_are_no_blocks() throws IOException {
    shapes.put("transformer.resblocks.norm.weight", List.of(64L));
    shapes.put("transformer.resblocks.99999.weight", List.of(64L));
    assertThat(infer().text().layers()).isEqualTo(2);
  }

  @Test
  void heads_that_64_does_not_divide() {
    shapes.put("ln_final.weight", List.of(96L));
    assertThat(refusal()).hasMessageContaining("text tower's width 96 is no multiple of 64");
  }
}
