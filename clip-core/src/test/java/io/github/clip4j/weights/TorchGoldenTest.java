package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What torch.save writes is read as torch means it")
class TorchGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/weights");

  @Test
  void views_ties_parameters_and_every_type_of_a_training_checkpoint() throws IOException {
    try (WeightFile expected = WeightReader.open(GOLDEN.resolve("odd_expected.safetensors"));
        WeightFile actual = WeightReader.open(GOLDEN.resolve("odd.pt"))) {
      assertThat(actual.tensors().keySet())
          .containsExactlyInAnyOrderElementsOf(expected.tensors().keySet());
      for (TensorInfo info : expected.tensors().values()) {
        TensorInfo other = actual.tensors().get(info.name());
        assertThat(other.shape()).as(info.name()).isEqualTo(info.shape());
        assertThat(all(actual, info)).as(info.name()).containsExactly(all(expected, info));
      }
      assertThat(actual.tensors().get("bfloat").dtype()).isEqualTo(DType.BF16);
      assertThat(actual.tensors().get("bool").dtype()).isEqualTo(DType.BOOL);
    }
  }

  @Test
  void the_container_before_torch_1_6_is_named_in_the_refusal() throws IOException {
    ModelFormatException e = Refusal.of(GOLDEN.resolve("legacy.pt"));
    assertThat(e.code()).isEqualTo("PT_UNSUPPORTED_CONTAINER");
    assertThat(e).hasMessageContaining("legacy stacked pickles").hasMessageContaining("torch.save");
  }

  private static float[] all(WeightFile file, TensorInfo info) throws IOException {
    float[] values = new float[(int) info.elements()];
    for (int at = 0; at < values.length; at += 7) {
      file.readFloats(info.name(), at, values, at, Math.min(7, values.length - at));
    }
    return values;
  }
}
