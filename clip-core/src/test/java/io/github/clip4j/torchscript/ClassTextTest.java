package io.github.clip4j.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the class text says for each choice of the configuration. */
class ClassTextTest {
  private static Towers towers(
      boolean preNorm, VisionPooling pooling, boolean after, TextPooling text, boolean causal) {
    return towers(
        preNorm, pooling, after, text, causal, WeightPrecision.FP32, WeightPrecision.INT8);
  }

  private static Towers towers(
      boolean preNorm,
      VisionPooling pooling,
      boolean after,
      TextPooling text,
      boolean causal,
      WeightPrecision imagePrecision,
      WeightPrecision textPrecision) {
    VitConfig vit =
        new VitConfig(32, 16, 8, 2, 2, 32, Activation.GELU_TANH, 1e-6, preNorm, pooling, after);
    TextConfig config = new TextConfig(7, 11, 8, 2, 3, 32, Activation.GELU, 1e-5, causal, text, 9);
    return new Towers(
        new ClipConfig(4, vit, config),
        new Weights(new NoTensors()),
        imagePrecision,
        textPrecision);
  }

  @Test
  @DisplayName("no directive, comment or placeholder is left, and each block is declared")
  void everything_is_filled_in() {
    Towers towers = towers(true, VisionPooling.TOKEN, false, TextPooling.ARGMAX, true);
    String all = towers.clipText() + towers.imageText() + towers.textText();
    assertThat(all).doesNotContain("#", "${");
    assertThat(towers.textText())
        .contains("  block0 : __torch__.clip4j.text.Block\n")
        .contains("  block2 : __torch__.clip4j.text.Block\n")
        .doesNotContain("block3")
        .contains("None, 0., True, ");
    assertThat(towers.imageText())
        .contains("torch.gelu_(h, approximate=\"tanh\")")
        .contains("ln_pre_weight : Tensor")
        .contains("None, 0., False, ");
  }

  @Test
  @DisplayName("an archive for this machine has a last block of its own and packed patches")
  void packed_forms() {
    Towers towers =
        towers(
            true,
            VisionPooling.TOKEN,
            false,
            TextPooling.ARGMAX,
            true,
            WeightPrecision.FP32_ONEDNN,
            WeightPrecision.BF16_ONEDNN);
    assertThat(towers.imageText())
        .doesNotContain("#", "${", "patch_weight", "conv2d")
        .contains("  last : __torch__.clip4j.image.LastBlock\n")
        .contains("  block0 : __torch__.clip4j.image.Block\n")
        .doesNotContain("block1");
    assertThat(towers.textText())
        .doesNotContain("#", "${")
        .contains("torch.masked_fill_(weights, torch.unsqueeze(later, 1), -inf)")
        .contains("dtype=15");
  }

  @Test
  @DisplayName("each way of pooling has its own lines")
  void pooling() {
    assertThat(towers(false, VisionPooling.AVERAGE, true, TextPooling.LAST, false).imageText())
        .doesNotContain("ln_pre")
        .containsSubsequence("pooled = torch.mean", "torch.layer_norm(pooled");
    assertThat(towers(false, VisionPooling.AVERAGE, false, TextPooling.LAST, false).imageText())
        .containsSubsequence("self.ln_post_weight, self.ln_post_bias", "pooled = torch.mean");
    assertThat(towers(true, VisionPooling.TOKEN, false, TextPooling.END_OF_TEXT, true).textText())
        .contains("torch.eq(ids, 9)")
        .doesNotContain("torch.argmax(ids, -1)");
    assertThat(towers(true, VisionPooling.TOKEN, false, TextPooling.LAST, false).textText())
        .contains("torch.sub(length, 1)")
        .contains("None, 0., False, ");
  }

  @Test
  @DisplayName("a placeholder without a value is an error")
  void missing_value() {
    assertThatThrownBy(() -> ClassText.of("vit.py", Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no value for");
  }

  private static final class NoTensors implements TensorSource {
    @Override
    public Map<String, TensorInfo> tensors() {
      return Map.of();
    }

    @Override
    public void readFloats(String name, long start, float[] dst, int offset, int count) {
      throw new IllegalArgumentException(name);
    }

    @Override
    public void close() {}
  }
}
