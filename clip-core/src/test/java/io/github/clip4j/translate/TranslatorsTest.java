package io.github.clip4j.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.github.clip4j.CheckpointConverter;
import io.github.clip4j.ClipModel;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.ClipTokenizer;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The translators alone, with DJL's own Criteria, ZooModel and Predictor. */
class TranslatorsTest {
  private static final int SIZE = 64;
  private static final ImagePreprocessor PREPROCESSOR =
      new ImagePreprocessor(PreprocessConfig.openClip(SIZE));

  @TempDir static Path folder;
  private static Path archive;

  @BeforeAll
  static void convert() throws Exception {
    archive = folder.resolve("starter.pt");
    CheckpointConverter.convert(ModelLocator.locate("starter"), archive);
  }

  private static BufferedImage picture(Color color) {
    BufferedImage image = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
    for (int y = 10; y < 50; y++) {
      for (int x = 20; x < 60; x++) {
        image.setRGB(x, y, color.getRGB());
      }
    }
    return image;
  }

  private static void assertNear(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(1e-4f));
    }
  }

  @Test
  @DisplayName("texts of different length in one batch are stacked, padded and taken apart")
  void texts() throws Exception {
    TextTranslator translator = TextTranslator.of(ClipTokenizer.openClip());
    try (ZooModel<String, float[]> model =
            ClipModel.criteria(archive, String.class, float[].class, translator).loadModel();
        Predictor<String, float[]> predictor = model.newPredictor();
        Predictor<String, float[]> padded = model.newPredictor(translator.withPadding())) {
      String dog = "A cute dog";
      String long_ = "two cats sleeping on a red sofa beside a window";
      List<float[]> batch = predictor.batchPredict(List.of(dog, long_));
      assertNear(batch.get(0), predictor.predict(dog));
      assertNear(batch.get(1), predictor.predict(long_));
      assertNear(batch.get(0), padded.predict(dog));
    }
  }

  @Test
  @DisplayName("pictures of DJL's factory and of the JDK are stacked and taken apart")
  void pictures() throws Exception {
    Image red = ImageFactory.getInstance().fromImage(picture(Color.RED));
    Image blue = ImageFactory.getInstance().fromImage(picture(Color.BLUE));
    try (ZooModel<Image, float[]> model =
            ClipModel.criteria(
                    archive, Image.class, float[].class, ImageTranslator.ofImages(PREPROCESSOR))
                .loadModel();
        Predictor<Image, float[]> predictor = model.newPredictor();
        Predictor<BufferedImage, float[]> buffered =
            model.newPredictor(ImageTranslator.ofBufferedImages(PREPROCESSOR))) {
      List<float[]> batch = predictor.batchPredict(List.of(red, blue));
      assertNear(batch.get(0), predictor.predict(red));
      assertNear(batch.get(1), buffered.predict(picture(Color.BLUE)));
    }
  }

  @Test
  @DisplayName("an image tensor without its batch dimension is told to use expandDims(0)")
  void missing_batch_dimension() throws Exception {
    try (ZooModel<NDArray, float[][]> model =
            ClipModel.criteria(
                    archive, NDArray.class, float[][].class, ImageTensorTranslator.of(SIZE))
                .loadModel();
        Predictor<NDArray, float[][]> predictor = model.newPredictor();
        NDArray picture = model.getNDManager().zeros(new Shape(3, SIZE, SIZE))) {
      assertThatThrownBy(() -> predictor.predict(picture))
          .isInstanceOf(TranslateException.class)
          .hasRootCauseInstanceOf(IllegalArgumentException.class)
          .hasRootCauseMessage(
              "image tensor has shape [3, 64, 64], the model needs [batch, 3, 64, 64]:"
                  + " the batch dimension is missing; add it with expandDims(0)");
      assertThat(predictor.predict(picture.expandDims(0))).hasDimensions(1, 256);

      NDArray last = model.getNDManager().zeros(new Shape(1, SIZE, SIZE, 3));
      assertThatThrownBy(() -> predictor.predict(last))
          .hasRootCauseMessage(
              "image tensor has shape [1, 64, 64, 3], the model needs [batch, 3, 64, 64];"
                  + " channels come last here, transpose(0, 3, 1, 2) moves them");
      NDArray bytes = picture.expandDims(0).toType(DataType.UINT8, true);
      assertThatThrownBy(() -> predictor.predict(bytes))
          .rootCause()
          .hasMessageContaining("FLOAT32");
    }
  }

  @Test
  @DisplayName("a token tensor says what shape and type it must have")
  void token_tensors() throws Exception {
    try (ZooModel<NDArray, float[][]> model =
            ClipModel.criteria(
                    archive, NDArray.class, float[][].class, TokenTensorTranslator.of(77))
                .loadModel();
        Predictor<NDArray, float[][]> predictor = model.newPredictor()) {
      NDArray ids = model.getNDManager().create(new long[] {49406, 320, 49407});
      assertThat(predictor.predict(ids.expandDims(0))).hasDimensions(1, 256);
      assertThatThrownBy(() -> predictor.predict(ids))
          .rootCause()
          .hasMessageContaining("expandDims(0)");
      assertThatThrownBy(() -> predictor.predict(model.getNDManager().create(new int[][] {{1}})))
          .rootCause()
          .hasMessageContaining("INT64");
      NDArray tooLong = model.getNDManager().zeros(new Shape(1, 78), DataType.INT64);
      assertThatThrownBy(() -> predictor.predict(tooLong))
          .rootCause()
          .hasMessageContaining("length 1 to 77");
    }
  }
}
