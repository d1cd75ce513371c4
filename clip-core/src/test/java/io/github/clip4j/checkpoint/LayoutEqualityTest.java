package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layout of one model gives the same tensors under the same names, bit for bit. */
@DisplayName("Every layout of a model gives the tensors of its open_clip folder")
class LayoutEqualityTest {
  private static final Path MODELS = Path.of("src/test/resources/golden/models");

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "vit_quickgelu, hf, HUGGING_FACE, safetensors",
    "vit_quickgelu, hf_bin, HUGGING_FACE, pytorch zip",
    "vit_larger_grid, hf, HUGGING_FACE, safetensors",
    "vit_larger_grid, hf_bin, HUGGING_FACE, pytorch zip",
    "vit_gelu_odd_heads, hf_bin, HUGGING_FACE, pytorch zip",
  })
  void hugging_face_folders(String model, String folder, CheckpointLayout layout, String format)
      throws IOException {
    Path home = MODELS.resolve(model);
    try (Checkpoint expected = Checkpoint.open(home.resolve("open_clip"));
        Checkpoint actual = Checkpoint.open(home.resolve(folder))) {
      assertThat(actual.layout()).isEqualTo(layout);
      assertThat(actual.format()).isEqualTo(format);
      assertSameArchitecture(actual.config(), expected.config());
      assertSameTensors(actual, expected, false);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "vit_quickgelu, training_checkpoint.pt, OPEN_CLIP, pytorch zip, false",
    "vit_larger_grid, training_checkpoint.pt, OPEN_CLIP, pytorch zip, false",
    "vit_quickgelu, openai.pt, OPENAI, torchscript, true",
    "vit_larger_grid, openai.pt, OPENAI, torchscript, true",
    "resnet, openai.pt, OPENAI, torchscript, true",
  })
  void lone_files_with_a_given_configuration(
      String model, String file, CheckpointLayout layout, String format, boolean half)
      throws IOException {
    Path home = MODELS.resolve(model);
    Path config = home.resolve("open_clip/open_clip_config.json");
    CheckpointOptions options = CheckpointOptions.defaults().withConfigFile(config);
    try (Checkpoint expected = Checkpoint.open(home.resolve("open_clip"));
        Checkpoint actual = Checkpoint.open(home.resolve(file), options)) {
      assertThat(actual.layout()).isEqualTo(layout);
      assertThat(actual.format()).isEqualTo(format);
      assertThat(actual.config()).isEqualTo(expected.config());
      assertSameTensors(actual, expected, half);
    }
  }

  /** Equal but for the end token's rule, which the two dialects write differently. */
  private static void assertSameArchitecture(ClipConfig actual, ClipConfig expected) {
    assertThat(actual.vision()).isEqualTo(expected.vision());
    assertThat(actual.embedDim()).isEqualTo(expected.embedDim());
    assertThat(actual.text())
        .usingRecursiveComparison()
        .ignoringFields("endOfTextId")
        .isEqualTo(expected.text());
  }

  private static void assertSameTensors(Checkpoint actual, Checkpoint expected, boolean half)
      throws IOException {
    assertThat(actual.parameterCount()).isEqualTo(expected.parameterCount());
    assertThat(actual.tensors().tensors().keySet())
        .containsExactlyElementsOf(expected.tensors().tensors().keySet());
    for (TensorInfo info : expected.tensors().tensors().values()) {
      String name = info.name();
      TensorInfo other = actual.tensors().tensors().get(name);
      assertThat(other.shape()).as(name).isEqualTo(info.shape());
      float[] want = all(expected.tensors(), info);
      float[] got = all(actual.tensors(), info);
      if (half) {
        // Which tensors the file keeps in half precision is its own choice: rounding once to half
        // changes a normal number by at most 2^-11 of itself, a tiny one by at most 2^-25.
        for (int i = 0; i < want.length; i++) {
          float tolerance = Math.max(Math.abs(want[i]) * 0x1p-11f, 0x1p-25f);
          if (!(Math.abs(got[i] - want[i]) <= tolerance)) {
            assertThat(got[i]).as(name + "[" + i + "]").isEqualTo(want[i]);
          }
        }
      } else {
        assertThat(Arrays.equals(got, want)).as(name).isTrue();
      }
    }
  }

  /** Reads in pieces of an odd size, so that every piece boundary of the views is crossed. */
  private static float[] all(TensorSource source, TensorInfo info) throws IOException {
    float[] values = new float[(int) info.elements()];
    for (int at = 0; at < values.length; at += 1013) {
      source.readFloats(info.name(), at, values, at, Math.min(1013, values.length - at));
    }
    return values;
  }
}
