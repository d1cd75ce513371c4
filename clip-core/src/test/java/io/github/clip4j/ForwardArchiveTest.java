package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Translator;
import io.github.clip4j.errors.ClipException;
import io.github.clip4j.errors.UnsafeModelException;
import io.github.clip4j.translate.ImageTensorTranslator;
import io.github.clip4j.translate.ModuleMethod;
import io.github.clip4j.translate.TokenTensorTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives traced with a lone {@code forward}, through ClipModel and through DJL's Criteria. */
class ForwardArchiveTest {
  private static final Path FOLDER = Goldens.folder("../traced/forward");

  @TempDir Path folder;

  private static Path archive(String kind) {
    return FOLDER.resolve(kind).resolve("clip.pt");
  }

  private static ClipModel trusted(String kind) throws IOException {
    return ClipModel.builder().model(archive(kind)).trustTorchScript(true).load();
  }

  private static TestTensors expected(String layout) throws IOException {
    return TestTensors.read(FOLDER.resolve(layout).resolve("expected.safetensors"));
  }

  private static float[][] images(ClipModel clip, TestTensors expected) throws IOException {
    return clip.encodePixels(expected.floats("pixel_values"), 2);
  }

  private static float[][] texts(ClipModel clip, TestTensors expected) throws IOException {
    long[] flat = expected.longs("input_ids");
    long[][] ids = new long[3][8];
    for (int i = 0; i < flat.length; i++) {
      ids[i / 8][i % 8] = flat[i];
    }
    return clip.encodeTokens(ids);
  }

  @Test
  @DisplayName("pictures only: texts are refused with the reason")
  void pictures_only() throws Exception {
    try (TestTensors expected = expected("open_clip");
        ClipModel clip = trusted("open_clip/image")) {
      Goldens.assertEqualVectors(images(clip, expected), expected.floats("image_features"));
      assertThatThrownBy(() -> texts(clip, expected))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no tower for texts");
    }
  }

  @Test
  @DisplayName("texts only: pictures are refused with the reason")
  void texts_only() throws Exception {
    try (TestTensors expected = expected("open_clip");
        ClipModel clip = trusted("open_clip/text")) {
      Goldens.assertEqualVectors(texts(clip, expected), expected.floats("text_features"));
      assertThatThrownBy(() -> images(clip, expected))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no tower for pictures");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"open_clip", "hf"})
  @DisplayName("both at once, pixels or ids first: each tower gives what forward gives")
  void both(String layout) throws Exception {
    try (TestTensors expected = expected(layout);
        ClipModel clip = trusted(layout + "/both")) {
      Goldens.assertEqualVectors(images(clip, expected), expected.floats("image_normalized"));
      Goldens.assertEqualVectors(texts(clip, expected), expected.floats("text_normalized"));
    }
  }

  @Test
  @DisplayName("transformers' methods with an attention mask, as DJL's zoo archive has them")
  void masked() throws Exception {
    try (TestTensors expected = expected("hf");
        ClipModel clip = trusted("hf/masked")) {
      Goldens.assertEqualVectors(images(clip, expected), expected.floats("image_features"));
      Goldens.assertEqualVectors(texts(clip, expected), expected.floats("text_features"));
      Goldens.assertEqualVectors(
          predict(
              "hf/masked",
              TokenTensorTranslator.of(8)
                  .withMethod(ModuleMethod.GET_TEXT_FEATURES)
                  .withAttentionMask(),
              m -> m.create(expected.longs("input_ids"), new Shape(3, 8))),
          expected.floats("text_features"));
    }
  }

  @Test
  @DisplayName("without trust one with both towers is a container of weights, and not run")
  void not_trusted_but_whole() throws Exception {
    try (TestTensors expected = expected("open_clip");
        ClipModel clip =
            ClipModel.builder()
                .model(archive("open_clip/both"))
                .configFile(FOLDER.resolve("open_clip/both/open_clip_config.json"))
                .cacheFolder(folder)
                .load()) {
      assertThat(clip.archive()).startsWith(folder);
      Goldens.assertEqualVectors(images(clip, expected), expected.floats("image_features"));
      Goldens.assertEqualVectors(texts(clip, expected), expected.floats("text_features"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"open_clip/image", "open_clip/text"})
  @DisplayName("without trust one tower alone is refused as a program, by ClipModel and criteria")
  void not_trusted(String kind) {
    assertThatThrownBy(() -> ClipModel.load(archive(kind)))
        .isInstanceOf(UnsafeModelException.class)
        .hasMessageContaining("is a program")
        .hasMessageContaining("trustTorchScript(true)")
        .extracting(e -> ((ClipException) e).code())
        .isEqualTo("TS_NOT_TRUSTED");
    assertThatThrownBy(
            () ->
                ClipModel.criteria(
                    archive(kind), NDArray.class, float[][].class, ImageTensorTranslator.of(16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a program")
        .hasMessageContaining("trustTorchScript");
  }

  @Test
  @DisplayName("trusted criteria run forward by its name")
  void criteria() throws Exception {
    try (TestTensors expected = expected("open_clip")) {
      Goldens.assertEqualVectors(
          predict(
              "open_clip/image",
              ImageTensorTranslator.of(16).withMethod(ModuleMethod.FORWARD),
              m -> m.create(expected.floats("pixel_values"), new Shape(2, 3, 16, 16))),
          expected.floats("image_features"));
      Goldens.assertEqualVectors(
          predict(
              "open_clip/text",
              TokenTensorTranslator.of(8).withMethod(ModuleMethod.FORWARD),
              m -> m.create(expected.longs("input_ids"), new Shape(3, 8))),
          expected.floats("text_features"));
    }
  }

  private interface Input {
    NDArray make(NDManager manager) throws IOException;
  }

  private static float[][] predict(
      String kind, Translator<NDArray, float[][]> translator, Input input) throws Exception {
    try (ZooModel<NDArray, float[][]> model =
            ClipModel.criteria(archive(kind), NDArray.class, float[][].class, translator, true)
                .loadModel();
        Predictor<NDArray, float[][]> predictor = model.newPredictor()) {
      return predictor.predict(input.make(model.getNDManager()));
    }
  }

  @Test
  @DisplayName("an archive of this library needs no trust for criteria")
  void own_archive() throws Exception {
    Path own = folder.resolve("own.pt");
    CheckpointConverter.convert(Goldens.folder("vit_quickgelu").resolve("open_clip"), own);
    try (ZooModel<NDArray, float[][]> model =
        ClipModel.criteria(own, NDArray.class, float[][].class, ImageTensorTranslator.of(32))
            .loadModel()) {
      assertThat(model.getModelPath()).isNotNull();
    }
  }

  @Test
  @DisplayName("a configuration of another model is told, not run into")
  void wrong_configuration() throws Exception {
    Path archive = folder.resolve("clip.pt");
    Files.copy(archive("open_clip/image"), archive);
    String config = Files.readString(FOLDER.resolve("open_clip/image/open_clip_config.json"));
    List<String> wrong = new ArrayList<>();
    wrong.add(config.replaceFirst("\"embed_dim\": 12", "\"embed_dim\": 13"));
    wrong.add(config.replaceFirst("\"image_size\": 16", "\"image_size\": 24"));
    for (String json : wrong) {
      assertThat(json).isNotEqualTo(config);
      Files.writeString(folder.resolve("open_clip_config.json"), json);
      assertThatThrownBy(() -> ClipModel.builder().model(archive).trustTorchScript(true).load())
          .isInstanceOf(ClipException.class)
          .hasMessageContaining("export_torchscript.py")
          .extracting(e -> ((ClipException) e).code())
          .isEqualTo("TS_NO_TOWER");
    }
  }
}
