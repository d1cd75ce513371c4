package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every model in every layout that lies in {@code golden/models}, from file to vectors, against
 * what open_clip computed. {@code -Dclip.goldens=FOLDER} runs another folder of the same form.
 */
class LayoutGoldenTest {
  @TempDir static Path cache;

  @TestFactory
  @DisplayName("each model in each layout gives the reference's vectors")
  Stream<DynamicTest> layouts() throws IOException {
    String other = System.getProperty("clip.goldens");
    Path root = other == null ? Goldens.folder(".") : Path.of(other);
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> models = Files.list(root).filter(Files::isDirectory).sorted()) {
      for (Path model : models.toList()) {
        for (String layout :
            List.of("open_clip", "hf", "hf_bin", "openai.pt", "training_checkpoint.pt")) {
          if (Files.exists(model.resolve(layout))) {
            tests.add(
                dynamicTest(model.getFileName() + "/" + layout, () -> vectorsAgree(model, layout)));
          }
        }
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(4);
    return tests.stream();
  }

  private static void vectorsAgree(Path model, String layout) throws IOException {
    ClipModelBuilder builder =
        ClipModel.builder()
            .model(model.resolve(layout))
            .precision(Precision.FP32)
            .cacheFolder(cache);
    if (layout.endsWith(".pt")) {
      builder.configFile(model.resolve("open_clip/open_clip_config.json"));
    }
    boolean halves = layout.equals("openai.pt");
    try (TestTensors expected =
            TestTensors.read(
                model.resolve(halves ? "expected_openai.safetensors" : "expected.safetensors"));
        ClipModel clip = builder.load()) {
      int n = expected.size("pixel_values", 0);
      Goldens.assertEqualVectors(
          clip.encodePixels(expected.floats("pixel_values"), n), expected.floats("image_features"));
      int rows = expected.size("input_ids", 0);
      int length = expected.size("input_ids", 1);
      long[] flat = expected.longs("input_ids");
      long[][] ids = new long[rows][length];
      for (int i = 0; i < flat.length; i++) {
        ids[i / length][i % length] = flat[i];
      }
      Goldens.assertEqualVectors(clip.encodeTokens(ids), expected.floats("text_features"));
    }
  }
}
