package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.torchscript.ArchiveWriter;
import io.github.clip4j.torchscript.WeightPrecision;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive written in Java, run by libtorch, against vectors that open_clip computed. */
class ArchiveEngineTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"vit_quickgelu", "vit_gelu_odd_heads", "vit_larger_grid", "resnet"})
  @DisplayName("both towers give open_clip's vectors")
  void both_towers_agree(String name) throws Exception {
    ClipConfig config = Goldens.config(name);
    Path golden = Goldens.folder(name);
    TestTensors expected = TestTensors.read(golden.resolve("expected.safetensors"));
    try (TestTensors weights =
            TestTensors.read(golden.resolve("open_clip/open_clip_model.safetensors"));
        ArchiveEngine engine = load(config, weights)) {
      int n = expected.size("pixel_values", 0);
      float[][] images = engine.encodeImages(FloatBuffer.wrap(expected.floats("pixel_values")), n);
      Goldens.assertEqualVectors(images, expected.floats("image_features"));

      int rows = expected.size("input_ids", 0);
      int length = expected.size("input_ids", 1);
      float[][] texts = engine.encodeTexts(expected.longs("input_ids"), rows, length);
      Goldens.assertEqualVectors(texts, expected.floats("text_features"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vit_quickgelu, FP32_ONEDNN, 0.999999",
    "vit_gelu_odd_heads, FP32_ONEDNN, 0.999999",
    "resnet, FP32_ONEDNN, 0.999999",
    "vit_quickgelu, BF16_ONEDNN, 0.999",
    "vit_gelu_odd_heads, BF16_ONEDNN, 0.999",
    "resnet, BF16_ONEDNN, 0.999",
    "vit_quickgelu, FP16, 0.99999",
    "vit_gelu_odd_heads, FP16, 0.99999",
    "resnet, FP16, 0.99999",
    "vit_quickgelu, BF16, 0.999",
    "vit_gelu_odd_heads, BF16, 0.999",
    "resnet, BF16, 0.999",
    "vit_quickgelu, INT8, 0.98",
    "vit_gelu_odd_heads, INT8, 0.98",
    "resnet, INT8, 0.98",
    "vit_quickgelu, INT8_VNNI, 0.99",
    "vit_gelu_odd_heads, INT8_VNNI, 0.99",
    "resnet, INT8_VNNI, 0.99"
  })
  @DisplayName("packed weights give vectors near the reference's")
  void packed_weights_are_near(String name, WeightPrecision precision, double cosine)
      throws Exception {
    boolean bf16 = precision.name().startsWith("BF16");
    assumeTrue(!bf16 || CpuFeatures.ofThisMachine().hasBf16());
    assumeTrue(precision != WeightPrecision.INT8_VNNI || CpuFeatures.ofThisMachine().hasVnni());
    boolean oneDnn = precision.name().endsWith("ONEDNN");
    assumeTrue(!oneDnn || OneDnn.use(Device.cpu()));
    Path golden = Goldens.folder(name);
    TestTensors expected = TestTensors.read(golden.resolve("expected.safetensors"));
    try (TestTensors weights =
            TestTensors.read(golden.resolve("open_clip/open_clip_model.safetensors"));
        ArchiveEngine engine = load(Goldens.config(name), weights, precision)) {
      int n = expected.size("pixel_values", 0);
      float[][] images = engine.encodeImages(FloatBuffer.wrap(expected.floats("pixel_values")), n);
      assertThat(Goldens.smallestCosine(images, expected.floats("image_features")))
          .isGreaterThan(cosine);
      float[][] texts =
          engine.encodeTexts(
              expected.longs("input_ids"),
              expected.size("input_ids", 0),
              expected.size("input_ids", 1));
      assertThat(Goldens.smallestCosine(texts, expected.floats("text_features")))
          .isGreaterThan(cosine);
    }
  }

  private ArchiveEngine load(ClipConfig config, TestTensors weights) throws Exception {
    return load(config, weights, WeightPrecision.FP32);
  }

  private ArchiveEngine load(ClipConfig config, TestTensors weights, WeightPrecision precision)
      throws Exception {
    Path archive = folder.resolve("clip.pt");
    ArchiveWriter.write(config, weights, precision, precision, archive, done -> {});
    return ArchiveEngine.load(
        archive, null, config.vision().imageSize(), config.text().contextLength());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vit_quickgelu", "vit_gelu_odd_heads"})
  @DisplayName("the archive's parameters are the checkpoint's")
  void parameters_are_counted(String name) throws Exception {
    try (TestTensors weights =
            TestTensors.read(
                Goldens.folder(name).resolve("open_clip/open_clip_model.safetensors"));
        ArchiveEngine engine = load(Goldens.config(name), weights)) {
      long inArchive =
          engine.model().getBlock().getParameters().values().stream()
              .mapToLong(p -> elements(p.getArray()))
              .sum();
      long inFile = weights.tensors().values().stream().mapToLong(t -> t.elements()).sum();
      assertThat(inArchive).isEqualTo(inFile);
    }
  }

  private static long elements(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).reduce(1, Math::multiplyExact);
  }
}
