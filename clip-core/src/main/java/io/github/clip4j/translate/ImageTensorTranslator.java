package io.github.clip4j.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs the image tower on a tensor that is ready: float32 {@code [B, 3, S, S]}, RGB, normalised, to
 * {@code B} raw vectors. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ImageTensorTranslator implements Translator<NDArray, float[][]> {
  private final int size;
  private final ModuleMethod method;

  private ImageTensorTranslator(int size, ModuleMethod method) {
    this.size = size;
    this.method = method;
  }

  /**
   * {@return a translator of tensors for {@code encode_image}}
   *
   * @param imageSize side of the model's square input, in pixels
   * @throws IllegalArgumentException if the side is less than 1
   */
  public static ImageTensorTranslator of(int imageSize) {
    if (imageSize < 1) {
      throw new IllegalArgumentException("imageSize must be at least 1, is " + imageSize);
    }
    return new ImageTensorTranslator(imageSize, ModuleMethod.ENCODE_IMAGE);
  }

  /**
   * {@return the same translator for another method of the archive}
   *
   * @param other the method that takes pixels
   */
  public ImageTensorTranslator withMethod(ModuleMethod other) {
    return new ImageTensorTranslator(size, Objects.requireNonNull(other, "other"));
  }

  /**
   * Checks the shape and passes the tensor on.
   *
   * @throws IllegalArgumentException if the shape is not {@code [B, 3, S, S]} or the type is not
   *     float32
   */
  @Override
  public NDList processInput(TranslatorContext ctx, NDArray pixels) {
    requireShape(pixels.getShape(), size);
    if (pixels.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "image tensor has type " + pixels.getDataType() + ", the model needs FLOAT32");
    }
    return method.call(ctx.getNDManager(), pixels);
  }

  @Override
  public float[][] processOutput(TranslatorContext ctx, NDList output) {
    return Vectors.rows(output);
  }

  /** None: the tensor already is a batch. */
  @Override
  public @Nullable Batchifier getBatchifier() {
    return null;
  }

  static void requireShape(Shape shape, int size) {
    String needed = "[batch, 3, " + size + ", " + size + "]";
    if (shape.dimension() == 3 && shape.equals(new Shape(3, size, size))) {
      throw new IllegalArgumentException(
          "image tensor has shape "
              + text(shape)
              + ", the model needs "
              + needed
              + ": the batch dimension is missing; add it with expandDims(0)");
    }
    boolean fits =
        shape.dimension() == 4
            && shape.get(0) > 0
            && shape.get(1) == 3
            && shape.get(2) == size
            && shape.get(3) == size;
    if (!fits) {
      String hint =
          shape.dimension() == 4 && shape.get(3) == 3
              ? "; channels come last here, transpose(0, 3, 1, 2) moves them"
              : "";
      throw new IllegalArgumentException(
          "image tensor has shape " + text(shape) + ", the model needs " + needed + hint);
    }
  }

  private static String text(Shape shape) {
    return Arrays.toString(shape.getShape());
  }
}
