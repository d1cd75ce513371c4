package io.github.clip4j.examples.lesson3a;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.report.Pixels;
import io.github.clip4j.image.RgbImage;
import io.github.clip4j.translate.ImageTensorTranslator;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Step 3: a picture becomes a tensor, and the tensor becomes a vector. The network wants a batch of
 * pictures: a tensor without that first dimension is refused, and {@code expandDims(0)} mends it.
 *
 * <p>This step holds DJL's pieces in its own hands, to show them; {@link ClipModel#encodeImage}
 * does all of it in one call, as the last line shows.
 */
public final class Step3EncodePicture {
  private Step3EncodePicture() {}

  /**
   * Encodes a picture step by step.
   *
   * @param args a model (default: starter) and a picture (default: a drawing of a dog)
   */
  public static void main(String[] args) throws IOException {
    try (LessonRun run = LessonRun.onConsole(Lesson3a.NUMBER, args)) {
      run(run, Lesson3a.picture(args));
    }
  }

  static void run(LessonRun run, Path picture) throws IOException {
    run.heading("Step 3: a picture becomes a vector");
    ClipModel clip = run.clip();

    // What the model sees: made small, cut to a square.
    RgbImage crop = clip.imagePreprocessor().crop(picture);
    BufferedImage enlarged = Pixels.enlarged(crop, Math.max(1, 384 / crop.width()));
    run.say("what the model sees: " + run.folder().png("seen.png", enlarged));

    // Colours, height and width, as the model wants them.
    float[] pixels = clip.imagePreprocessor().preprocess(picture);
    int size = clip.imagePreprocessor().config().size();

    Criteria<NDArray, float[][]> criteria =
        ClipModel.criteria(
            Lesson3a.archive(run), NDArray.class, float[][].class, ImageTensorTranslator.of(size));
    try (ZooModel<NDArray, float[][]> model = criteria.loadModel();
        Predictor<NDArray, float[][]> predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray imageTensor = manager.create(pixels, new Shape(3, size, size));
      run.say("image tensor: " + imageTensor.getShape());

      // The batch dimension is missing.
      try {
        predictor.predict(imageTensor);
      } catch (TranslateException e) {
        run.say("Error: " + e.getMessage());
      }

      imageTensor = imageTensor.expandDims(0);
      run.say("with a batch dimension: " + imageTensor.getShape());

      // One row a picture; with one picture, the first dimension has length 1.
      NDArray imageEmbedding = manager.create(predictor.predict(imageTensor));
      run.say("image embedding: " + imageEmbedding.getShape());
      // Without that dimension it is a plain vector.
      imageEmbedding = imageEmbedding.squeeze();
      run.say("squeezed: " + imageEmbedding.getShape());
    } catch (TranslateException | ModelException e) {
      throw new IOException("the model cannot run: " + e.getMessage(), e);
    }

    // All of this in one call.
    run.say("clip.encodeImage(picture): " + clip.encodeImage(picture));
  }
}
