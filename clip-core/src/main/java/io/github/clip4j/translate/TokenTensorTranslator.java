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
 * Runs the text tower on token ids that are ready: int64 {@code [B, T]} with {@code T} up to the
 * model's context length, to {@code B} raw vectors. Ids outside the vocabulary are not looked for
 * here. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenTensorTranslator implements Translator<NDArray, float[][]> {
  private final int contextLength;
  private final ModuleMethod method;
  private final boolean masked;

  private TokenTensorTranslator(int contextLength, ModuleMethod method, boolean masked) {
    this.contextLength = contextLength;
    this.method = method;
    this.masked = masked;
  }

  /**
   * {@return a translator of ids for {@code encode_text}}
   *
   * @param contextLength the most ids of a row, as the model has positions
   * @throws IllegalArgumentException if the length is less than 1
   */
  public static TokenTensorTranslator of(int contextLength) {
    if (contextLength < 1) {
      throw new IllegalArgumentException("contextLength must be at least 1, is " + contextLength);
    }
    return new TokenTensorTranslator(contextLength, ModuleMethod.ENCODE_TEXT, false);
  }

  /**
   * {@return the same translator for another method of the archive}
   *
   * @param other the method that takes ids
   */
  public TokenTensorTranslator withMethod(ModuleMethod other) {
    return new TokenTensorTranslator(contextLength, Objects.requireNonNull(other, "other"), masked);
  }

  /**
   * {@return the same translator with an attention mask of ones as the method's second input, for
   * archives of transformers' {@code get_text_features(input_ids, attention_mask)}} Under CLIP's
   * causal mask what follows the end token changes nothing, so that ones will do.
   */
  public TokenTensorTranslator withAttentionMask() {
    return new TokenTensorTranslator(contextLength, method, true);
  }

  /**
   * Checks the shape and passes the tensor on.
   *
   * @throws IllegalArgumentException if the shape is not {@code [B, T]}, {@code T} exceeds the
   *     context length, or the type is not int64
   */
  @Override
  public NDList processInput(TranslatorContext ctx, NDArray ids) {
    Shape shape = ids.getShape();
    String found = Arrays.toString(shape.getShape());
    String needed = "[batch, length] with length 1 to " + contextLength;
    if (shape.dimension() == 1) {
      throw new IllegalArgumentException(
          "token tensor has shape "
              + found
              + ", the model needs "
              + needed
              + ": the batch dimension is missing; add it with expandDims(0)");
    }
    if (shape.dimension() != 2
        || shape.get(0) < 1
        || shape.get(1) < 1
        || shape.get(1) > contextLength) {
      throw new IllegalArgumentException(
          "token tensor has shape " + found + ", the model needs " + needed);
    }
    if (ids.getDataType() != DataType.INT64) {
      throw new IllegalArgumentException(
          "token tensor has type " + ids.getDataType() + ", the model needs INT64");
    }
    return masked
        ? method.call(ctx.getNDManager(), ids, ids.onesLike())
        : method.call(ctx.getNDManager(), ids);
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
}
