package io.github.clip4j.examples.lesson3a;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.course.LessonRun;
import java.io.IOException;
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
    try (LessonRun run = LessonRun.onConsole(Lesson3a.NUMBER, args)) {
      run(run, Lesson3a.SENTENCE);
    }
  }

  static void run(LessonRun run, String text) {
    run.heading("Step 4: a text becomes a vector");
    ClipModel clip = run.clip();
    run.say("text: " + text);

    long[][] tokens = clip.tokenizer().encodeBatch(List.of(text));
    run.say("tokens: " + new Shape(tokens.length, tokens[0].length));
    run.say(Arrays.toString(tokens[0]));

    try (NDManager manager = NDManager.newBaseManager()) {
      // One row a text; with one text, the first dimension has length 1.
      NDArray textEmbedding = manager.create(clip.encodeTokens(tokens));
      run.say("text embedding: " + textEmbedding.getShape());
      // Without that dimension it is a plain vector.
      textEmbedding = textEmbedding.squeeze();
      run.say("squeezed: " + textEmbedding.getShape());
    }

    // All of this in one call.
    run.say("clip.encodeText(text): " + clip.encodeText(text));
  }
}
