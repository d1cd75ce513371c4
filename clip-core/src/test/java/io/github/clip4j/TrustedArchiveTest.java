package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ClipException;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.errors.UnsafeModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives traced in Python are programs: they run when trusted, and not otherwise. */
class TrustedArchiveTest {
  @TempDir Path folder;

  private static Path traced(String layout) {
    return Goldens.folder("../traced").resolve(layout).resolve("clip.pt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open_clip", "hf"})
  @DisplayName("a trusted archive gives the vectors of the model that was traced")
  void trusted(String layout) throws Exception {
    try (TestTensors expected =
            TestTensors.read(Goldens.folder("vit_quickgelu").resolve("expected.safetensors"));
        ClipModel clip = ClipModel.builder().model(traced(layout)).trustTorchScript(true).load()) {
      int n = expected.size("pixel_values", 0);
      Goldens.assertEqualVectors(
          clip.encodePixels(expected.floats("pixel_values"), n), expected.floats("image_features"));
      int length = expected.size("input_ids", 1);
      long[] flat = expected.longs("input_ids");
      long[][] ids = new long[flat.length / length][length];
      for (int i = 0; i < flat.length; i++) {
        ids[i / length][i % length] = flat[i];
      }
      Goldens.assertEqualVectors(clip.encodeTokens(ids), expected.floats("text_features"));
      float scale =
          (float)
              Math.exp(
                  TestTensors.read(
                          Goldens.folder("vit_quickgelu")
                              .resolve("open_clip/open_clip_model.safetensors"))
                      .floats("logit_scale")[0]);
      assertThat(clip.logitScale()).isEqualTo(scale);
      assertThat(clip.archive()).isEqualTo(traced(layout));
    }
  }

  @Test
  @DisplayName("without trust it is refused, and the message says what to do")
  void not_trusted() {
    assertThatThrownBy(() -> ClipModel.load(traced("open_clip")))
        .isInstanceOf(UnsafeModelException.class)
        .hasMessageContaining("is a program")
        .hasMessageContaining("trustTorchScript(true)")
        .extracting(e -> ((ClipException) e).code())
        .isEqualTo("TS_NOT_TRUSTED");
  }

  @Test
  @DisplayName("a trusted archive without a configuration asks for one")
  void no_configuration() throws Exception {
    Path lone = folder.resolve("lone.pt");
    Files.copy(traced("hf"), lone);
    assertThatThrownBy(() -> ClipModel.builder().model(lone).trustTorchScript(true).load())
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("configFile");
  }
}
