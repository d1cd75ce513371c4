package io.github.clip4j.translate;

import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.clip4j.image.ImagePreprocessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A picture to its raw vector: preprocessed to float32 {@code [3, S, S]}, stacked to {@code [B, 3,
 * S, S]}, {@code encode_image}, and the rows of {@code [B, D]} one by one. Pictures come as files
 * ({@link #ofFiles}), as {@link BufferedImage}s ({@link #ofBufferedImages}) or as DJL's {@link
 * Image}s ({@link #ofImages}). Immutable and thread-safe.
 *
 * @param <I> what a picture is
 * @since 0.1.0
 */
public final class ImageTranslator<I> implements Translator<I, float[]> {
  private final Reader<I> reader;
  private final int size;
  private final ModuleMethod method;

  private ImageTranslator(Reader<I> reader, int size, ModuleMethod method) {
    this.reader = reader;
    this.size = size;
    this.method = method;
  }

  /** Makes the tensor of one picture. */
  @FunctionalInterface
  private interface Reader<I> {
    float[] tensor(I picture) throws IOException;
  }

  /**
   * {@return a translator of picture files}
   *
   * @param preprocessor of the model whose archive it is
   */
  public static ImageTranslator<Path> ofFiles(ImagePreprocessor preprocessor) {
    Objects.requireNonNull(preprocessor, "preprocessor");
    return make(preprocessor::preprocess, preprocessor);
  }

  /**
   * {@return a translator of pictures that are decoded}
   *
   * @param preprocessor of the model whose archive it is
   */
  public static ImageTranslator<BufferedImage> ofBufferedImages(ImagePreprocessor preprocessor) {
    Objects.requireNonNull(preprocessor, "preprocessor");
    return make(preprocessor::preprocess, preprocessor);
  }

  /**
   * {@return a translator of DJL's pictures, whatever factory made them} Those that wrap a {@link
   * BufferedImage}, DJL's default, are read as they are; others write themselves as PNG into
   * memory, or give their array of pixels where they cannot.
   *
   * @param preprocessor of the model whose archive it is
   */
  public static ImageTranslator<Image> ofImages(ImagePreprocessor preprocessor) {
    Objects.requireNonNull(preprocessor, "preprocessor");
    return make(picture -> DjlImages.tensor(preprocessor, picture), preprocessor);
  }

  private static <I> ImageTranslator<I> make(Reader<I> reader, ImagePreprocessor preprocessor) {
    return new ImageTranslator<>(reader, preprocessor.config().size(), ModuleMethod.ENCODE_IMAGE);
  }

  /**
   * {@return the same translator for another method of the archive}
   *
   * @param other the method that takes pixels
   */
  public ImageTranslator<I> withMethod(ModuleMethod other) {
    return new ImageTranslator<>(reader, size, Objects.requireNonNull(other, "other"));
  }

  @Override
  public NDList processInput(TranslatorContext ctx, I picture) throws IOException {
    float[] tensor = reader.tensor(Objects.requireNonNull(picture, "picture"));
    return new NDList(
        ctx.getNDManager().create(FloatBuffer.wrap(tensor), new Shape(3, size, size)));
  }

  @Override
  public float[] processOutput(TranslatorContext ctx, NDList output) {
    return Vectors.single(output);
  }

  @Override
  public Batchifier getBatchifier() {
    return new MethodBatchifier(method, false, false);
  }
}
