package io.github.clip4j;

import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.tokenizer.ClipTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Callers' inputs, checked against the sizes of a model before the engine sees them. Immutable and
 * thread-safe.
 */
final class ModelInputs {
  /** Tables of fine-tuned models may have rows for tokens added at the end, or be rounded up. */
  private static final int MOST_ADDED_TOKENS = 1024;

  private final ClipConfig config;
  private final ClipTokenizer tokenizer;

  ModelInputs(ClipConfig config, ClipTokenizer tokenizer) {
    this.config = config;
    this.tokenizer = tokenizer;
  }

  /**
   * The ids of a text, start and end token among them, without padding.
   *
   * @throws IllegalArgumentException if CLIPA's or MetaCLIP 2's tokenizer is needed: their text
   *     towers are CLIP's, their words are not, and ids would mean others
   */
  long[] ids(String text) {
    int own = tokenizer.endOfText() + 1;
    int vocabulary = config.text().vocabSize();
    if (vocabulary < own || vocabulary > own + MOST_ADDED_TOKENS) {
      throw new IllegalArgumentException(
          "the model's text tower has "
              + vocabulary
              + " tokens, CLIP's tokenizer "
              + own
              + ": it was trained with another tokenizer; make ids with that one and use"
              + " encodeTokens");
    }
    return Arrays.stream(tokenizer.encode(text).ids()).asLongStream().toArray();
  }

  /** Refuses values that are not {@code n} pictures. */
  void requirePixels(float[] pixels, int n) {
    Objects.requireNonNull(pixels, "pixels");
    int size = config.vision().imageSize();
    long one = 3L * size * size;
    if (n < 1 || pixels.length != n * one) {
      throw new IllegalArgumentException(
          pixels.length
              + " values are no "
              + n
              + " pictures of [3, "
              + size
              + ", "
              + size
              + "], "
              + one
              + " values each");
    }
  }

  /** Refuses rows that are empty or too long, and ids that are not of the vocabulary. */
  void requireTokens(long[][] ids) {
    Objects.requireNonNull(ids, "ids");
    int context = config.text().contextLength();
    int vocabulary = config.text().vocabSize();
    for (int i = 0; i < ids.length; i++) {
      long[] row = Objects.requireNonNull(ids[i], "ids[" + i + "]");
      if (row.length < 1 || row.length > context) {
        throw new IllegalArgumentException(
            "ids[" + i + "] has " + row.length + " ids, the model takes 1 to " + context);
      }
      for (int k = 0; k < row.length; k++) {
        if (row[k] < 0 || row[k] >= vocabulary) {
          throw new IllegalArgumentException(
              "ids[" + i + "][" + k + "] is " + row[k] + ", the vocabulary has " + vocabulary);
        }
      }
    }
  }

  static void requireNoNull(List<?> list, String name) {
    Objects.requireNonNull(list, name);
    int i = 0;
    for (Object element : list) {
      if (element == null) {
        throw new IllegalArgumentException(name + "[" + i + "] is null");
      }
      i++;
    }
  }
}
