package io.github.clip4j.examples.lesson3a;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.clip4j.ClipModel;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * Step 4: a text becomes token ids, and the ids become a vector. The ids fill 77 places: a start
 * token, the words, an end token, then zeros. The tokenizer makes the batch dimension by itself.
 */
public final class Step4EncodeText {
  private Step4EncodeText() {}

  /**
   * Encodes a text step by step.
   *
   * @param args a model (default: starter)
   */
  public static void main(String[] args) throws IOException {
    try (ClipModel clip = Lesson3a.model(args)) {
      run(clip, "A cute dog", System.out);
    }
  }

  static void run(ClipModel clip, String text, PrintStream out) throws IOException {
    out.println(text);

    long[][] tokens = clip.tokenizer().encodeBatch(List.of(text));
    out.println(new Shape(tokens.length, tokens[0].length));
    out.println(Arrays.toString(tokens[0]));

    try (NDManager manager = NDManager.newBaseManager()) {
      // One row a text; with one text, the first dimension has length 1.
      NDArray textEmbedding = manager.create(clip.encodeTokens(tokens));
      out.println(textEmbedding.getShape());
      // Without that dimension it is a plain vector.
      textEmbedding = textEmbedding.squeeze();
      out.println(textEmbedding.getShape());
    }

    // All of this in one call.
    out.println(clip.encodeText(text).dimension() + " values");
  }
}
