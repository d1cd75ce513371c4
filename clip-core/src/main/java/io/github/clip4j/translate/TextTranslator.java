package io.github.clip4j.translate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.clip4j.tokenizer.ClipTokenizer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A text to its raw vector: tokens int64 {@code [T]}, stacked to {@code [B, T]} with the shorter
 * ones padded by zero, {@code encode_text}, and the rows of {@code [B, D]} one by one.
 *
 * <p>{@code T} is the longest text of the batch. In CLIP's causal text tower nothing after the end
 * token changes the vector, so this equals padding to the context length; for a tower without
 * causal mask use {@link #withPadding()}. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TextTranslator implements Translator<String, float[]> {
  private final ClipTokenizer tokenizer;
  private final ModuleMethod method;
  private final boolean full;
  private final boolean masked;

  private TextTranslator(
      ClipTokenizer tokenizer, ModuleMethod method, boolean full, boolean masked) {
    this.tokenizer = tokenizer;
    this.method = method;
    this.full = full;
    this.masked = masked;
  }

  /**
   * {@return a translator of texts for {@code encode_text}}
   *
   * @param tokenizer of the model whose archive it is, with its context length
   */
  public static TextTranslator of(ClipTokenizer tokenizer) {
    Objects.requireNonNull(tokenizer, "tokenizer");
    return new TextTranslator(tokenizer, ModuleMethod.ENCODE_TEXT, false, false);
  }

  /**
   * {@return the same translator for another method of the archive}
   *
   * @param other the method that takes ids
   */
  public TextTranslator withMethod(ModuleMethod other) {
    return new TextTranslator(tokenizer, Objects.requireNonNull(other, "other"), full, masked);
  }

  /**
   * {@return the same translator with every text padded to the context length by the tokenizer's
   * own padding, for models that were traced at one length or see past the end token}
   */
  public TextTranslator withPadding() {
    return new TextTranslator(tokenizer, method, true, masked);
  }

  /**
   * {@return the same translator with an attention mask as the method's second input, one for each
   * token of a text and zero behind it: for archives of transformers' {@code
   * get_text_features(input_ids, attention_mask)}}
   */
  public TextTranslator withAttentionMask() {
    return new TextTranslator(tokenizer, method, full, true);
  }

  @Override
  public NDList processInput(TranslatorContext ctx, String text) {
    int[] ids = tokenizer.encode(Objects.requireNonNull(text, "text")).ids();
    long[] row = new long[full ? tokenizer.contextLength() : ids.length];
    Arrays.fill(row, full ? tokenizer.padId() : 0);
    for (int i = 0; i < ids.length; i++) {
      row[i] = ids[i];
    }
    return new NDList(ctx.getNDManager().create(row, new Shape(row.length)));
  }

  @Override
  public float[] processOutput(TranslatorContext ctx, NDList output) {
    return Vectors.single(output);
  }

  @Override
  public Batchifier getBatchifier() {
    return new MethodBatchifier(method, true, masked);
  }
}
