package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.vector.VectorMath;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import io.github.clip4j.weights.WeightReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeTensorsCommandTest {
  private static final String EXPECTED = Cli.resource("/golden/vit_quickgelu/expected.safetensors");

  @TempDir Path folder;

  @Test
  @DisplayName("The vectors of ready-made tensors agree with open_clip's")
  void agrees_with_open_clip() throws IOException {
    Path out = folder.resolve("out.safetensors");
    Cli.Result result =
        Cli.run("encode-tensors", EXPECTED, "--model", Cli.tinyModel(), "--out", out.toString());
    assertThat(result.status()).as(result.err()).isZero();
    try (TensorSource expected = WeightReader.open(Path.of(EXPECTED));
        TensorSource actual = WeightReader.open(out)) {
      for (String name : new String[] {"image_features", "text_features"}) {
        assertThat(actual.tensors().get(name).shape())
            .isEqualTo(expected.tensors().get(name).shape());
        assertClose(rows(expected, name), rows(actual, name));
      }
    }
  }

  private static void assertClose(float[][] expected, float[][] actual) {
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(VectorMath.cosine(expected[i], actual[i])).isGreaterThanOrEqualTo(0.999999);
      for (int j = 0; j < expected[i].length; j++) {
        largest = Math.max(largest, Math.abs(expected[i][j]));
        difference = Math.max(difference, Math.abs(expected[i][j] - actual[i][j]));
      }
    }
    assertThat(difference).isLessThanOrEqualTo(1e-4f * largest);
  }

  private static float[][] rows(TensorSource source, String name) throws IOException {
    TensorInfo info = source.tensors().get(name);
    int columns = Math.toIntExact(info.shape().get(1));
    float[][] rows = new float[Math.toIntExact(info.shape().get(0))][columns];
    for (int i = 0; i < rows.length; i++) {
      source.readFloats(name, (long) i * columns, rows[i], 0, columns);
    }
    return rows;
  }

  @Test
  void a_file_without_inputs_is_at_fault_and_writes_nothing() {
    Path out = folder.resolve("out.safetensors");
    String weights = Cli.tinyModel() + "/open_clip_model.safetensors";
    Cli.Result result =
        Cli.run("encode-tensors", weights, "--model", Cli.tinyModel(), "--out", out.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("has neither pixel_values nor input_ids");
    assertThat(Files.exists(out)).isFalse();
  }
}
