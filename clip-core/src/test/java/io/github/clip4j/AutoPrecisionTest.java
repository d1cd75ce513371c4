package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which precision auto stands for, and what is refused. */
class AutoPrecisionTest {
  private static final CpuFeatures ZEN_5 =
      CpuFeatures.ofCpuinfo("flags : avx2 avx512f avx512_vnni avx512_bf16\n");
  private static final CpuFeatures OLD = CpuFeatures.ofCpuinfo("flags : avx2 fma\n");
  private static final ClipConfig WIDE =
      Goldens.clip(
          512,
          Goldens.vit(224, 32, 768, 12, 12, 3072, Activation.GELU),
          Goldens.text(77, 512, 8, 12, Activation.GELU));

  @TempDir Path folder;

  private static PrecisionChoice auto(ClipConfig config, CpuFeatures cpu, @Nullable Device device) {
    return AutoPrecision.choose(Precision.AUTO, Precision.AUTO, config, device, cpu);
  }

  @Test
  @DisplayName("bf16 where the processor has it and it was measured faster, else fp32")
  void by_features() {
    PrecisionChoice zen = auto(WIDE, ZEN_5, null);
    assertThat(zen.image()).isEqualTo(Precision.BF16);
    assertThat(zen.reason()).contains("avx512_bf16", "times as fast");
    PrecisionChoice old = auto(WIDE, OLD, null);
    assertThat(old.isFp32()).isTrue();
    assertThat(old.reason()).contains("nothing faster was measured");
    assertThat(auto(WIDE, CpuFeatures.ofCpuinfo(""), null).reason()).contains("does not tell");
    assertThat(auto(WIDE, ZEN_5, Device.gpu()).isFp32()).isTrue();
  }

  @Test
  @DisplayName("narrow towers and ResNets stay fp32")
  void narrow() {
    assertThat(auto(Goldens.config("vit_quickgelu"), ZEN_5, null).isFp32()).isTrue();
    assertThat(auto(Goldens.config("resnet"), ZEN_5, null).image()).isEqualTo(Precision.FP32);
    PrecisionChoice told =
        AutoPrecision.choose(Precision.INT8, Precision.INT8, Goldens.config("resnet"), null, ZEN_5);
    assertThat(told.image()).isEqualTo(Precision.FP32);
    assertThat(told.describe()).isEqualTo("fp32 for pictures, int8 for texts");
    assertThat(told.reason()).contains("ResNet");
  }

  @Test
  @DisplayName("what is asked for is given, or refused with what to do instead")
  void asked() {
    PrecisionChoice told = AutoPrecision.choose(Precision.INT8, Precision.FP16, WIDE, null, OLD);
    assertThat(told.image()).isEqualTo(Precision.INT8);
    assertThat(told.text()).isEqualTo(Precision.FP16);
    assertThatThrownBy(() -> AutoPrecision.choose(Precision.FP32, Precision.BF16, WIDE, null, OLD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a processor with bfloat16")
        .hasMessageContaining("use FP32, FP16 or INT8");
    assertThatThrownBy(
            () -> AutoPrecision.choose(Precision.INT8, Precision.FP32, WIDE, Device.gpu(), ZEN_5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is for the CPU");
  }

  @Test
  @DisplayName("the table can be read; every row names a precision that packs and a known flag")
  void table() {
    List<AutoPrecision.Row> rows = AutoPrecision.rows();
    assertThat(rows).isNotEmpty();
    for (AutoPrecision.Row row : rows) {
      assertThat(row.precision()).isNotIn(Precision.AUTO, Precision.FP32);
      assertThat(CpuFeatures.ofCpuinfo("flags : " + row.flag() + "\n").flags())
          .containsExactly(row.flag());
      assertThat(row.processor()).isNotEmpty();
    }
  }

  @Test
  @DisplayName("a tower whose vectors moved too far becomes fp32, and the reason says so")
  void check() throws Exception {
    PrecisionChoice bf16 = new PrecisionChoice(Precision.BF16, Precision.BF16, "because");
    PrecisionChoice near = new PrecisionCheck(0.9995, 0.9999).apply(bf16, true, true);
    assertThat(near.image()).isEqualTo(Precision.BF16);
    assertThat(near.reason()).startsWith("because; cosine to fp32 0.99950");
    PrecisionChoice far = new PrecisionCheck(0.9999, 0.9).apply(bf16, true, true);
    assertThat(far.image()).isEqualTo(Precision.BF16);
    assertThat(far.text()).isEqualTo(Precision.FP32);
    assertThat(far.reason()).contains("not near enough", "0.90000");
    assertThat(new PrecisionCheck(Double.NaN, 1).apply(bf16, true, true).image())
        .isEqualTo(Precision.FP32);
    // Who names a precision gets it.
    assertThat(new PrecisionCheck(0.5, 1).apply(bf16, false, true).image())
        .isEqualTo(Precision.BF16);

    Path file = folder.resolve("check.properties");
    new PrecisionCheck(0.25, 0.75).write(file);
    assertThat(PrecisionCheck.read(file)).isEqualTo(new PrecisionCheck(0.25, 0.75));
    Files.writeString(file, "image.cosine=x");
    assertThatThrownBy(() -> PrecisionCheck.read(file)).isInstanceOf(java.io.IOException.class);
  }
}
