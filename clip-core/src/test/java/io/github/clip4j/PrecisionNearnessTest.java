package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.github.clip4j.errors.EngineUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far each precision moves the starter's vectors of real pictures and captions. */
class PrecisionNearnessTest {
  private static final List<String> PICTURES =
      List.of(
          "fluent-emoji-flat-elephant.png",
          "fluent-emoji-flat-hot-beverage.png",
          "fluent-emoji-flat-rocket.png",
          "noto-automobile.png",
          "noto-cat-face.png",
          "noto-dog-face.png",
          "noto-evergreen-tree.png",
          "noto-pizza.png");
  private static final List<String> CAPTIONS =
      List.of(
          "a dog",
          "a photo of a cat",
          "two people walk along a beach at sunset",
          "a slice of pizza on a white plate",
          "red car",
          "an aeroplane in the sky above the clouds");

  private static List<Embedding> pictures;
  private static List<Embedding> captions;

  @BeforeAll
  static void exact() throws IOException {
    try (ClipModel clip = ClipModel.builder().precision(Precision.FP32).load()) {
      pictures = pictures(clip);
      captions = clip.encodeTexts(CAPTIONS);
    }
  }

  @AfterAll
  static void forget() {
    pictures = List.of();
    captions = List.of();
  }

  private static List<Embedding> pictures(ClipModel clip) throws IOException {
    List<Embedding> vectors = new ArrayList<>();
    for (String name : PICTURES) {
      try (InputStream in =
          ClipModel.class.getResourceAsStream("/io/github/clip4j/starter/pictures/" + name)) {
        assertThat(in).as(name).isNotNull();
        vectors.add(clip.encodeImage(in));
      }
    }
    return vectors;
  }

  private static double smallest(List<Embedding> actual, List<Embedding> expected) {
    double smallest = 1;
    for (int i = 0; i < expected.size(); i++) {
      smallest = Math.min(smallest, actual.get(i).cosine(expected.get(i)));
    }
    return smallest;
  }

  @ParameterizedTest
  @CsvSource({"FP16, 0.99999", "BF16, 0.999", "INT8, 0.98"})
  @DisplayName("each precision keeps its bound")
  void bounds(Precision precision, double bound) throws Exception {
    assumeTrue(precision != Precision.BF16 || CpuFeatures.ofThisMachine().hasBf16());
    try (ClipModel clip = ClipModel.builder().precision(precision).load()) {
      double image = smallest(pictures(clip), pictures);
      double text = smallest(clip.encodeTexts(CAPTIONS), captions);
      System.out.printf("starter, %s: pictures %.5f, captions %.5f%n", precision, image, text);
      assertThat(image).isGreaterThan(bound);
      assertThat(text).isGreaterThan(bound);
    }
  }

  @Test
  @DisplayName("auto, and a precision for each tower, keep 0.999 and say what they are")
  void auto() throws Exception {
    try (ClipModel clip = ClipModel.load("starter")) {
      assertThat(clip.precisionChoice().reason()).isNotEmpty();
      assertThat(smallest(pictures(clip), pictures)).isGreaterThan(PrecisionChoice.LEAST_COSINE);
      assertThat(smallest(clip.encodeTexts(CAPTIONS), captions))
          .isGreaterThan(PrecisionChoice.LEAST_COSINE);
    }
    try (ClipModel clip =
        ClipModel.builder().imagePrecision(Precision.FP32).textPrecision(Precision.FP16).load()) {
      assertThat(clip.precisionChoice().describe()).isEqualTo("fp32 for pictures, fp16 for texts");
      assertThat(smallest(pictures(clip), pictures)).isGreaterThan(0.999999);
      assertThat(smallest(clip.encodeTexts(CAPTIONS), captions)).isGreaterThan(0.99999);
    }
  }

  @Test
  @DisplayName("a GPU that is not there is refused with what to do")
  void no_gpu() {
    assumeFalse(Engine.getEngine("PyTorch").getGpuCount() > 0);
    assertThatThrownBy(() -> ClipModel.builder().device(Device.gpu()).load())
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("sees 0 GPUs")
        .hasMessageContaining("Device.cpu()");
  }
}
