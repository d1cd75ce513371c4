package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Step 5: the cosine of a picture's vector with a text's vector says how well the text describes
 * the picture. Matching pairs of OpenAI's CLIP reach about 0.25 to 0.35, not 1: only the order of
 * several texts, or several pictures, means something.
 */
public final class Step5Compare {
  private static final String[] OTHER_TEXTS = {"a dog face", "a slice of pizza", "an automobile"};

  private Step5Compare() {}

  /**
   * Compares a picture with texts.
   *
   * @param args a model (default: starter) and a picture (default: a drawing of a dog)
   */
  public static void main(String[] args) throws IOException {
    try (ClipModel clip = Lesson3a.model(args)) {
      run(clip, Lesson3a.picture(args), "A cute dog", System.out);
    }
  }

  static void run(ClipModel clip, Path picture, String text, PrintStream out) throws IOException {
    Embedding image = clip.encodeImage(picture);
    Embedding sentence = clip.encodeText(text);
    // The formula of step 1 on the plain numbers, then the same in one word.
    out.println(Step1CosineSimilarity.cosineSimilarity(image.values(), sentence.values()));
    out.println(image.cosine(sentence) + "  " + text);

    // A text that fits better, and some that do not fit.
    for (String other : OTHER_TEXTS) {
      out.println(image.cosine(clip.encodeText(other)) + "  " + other);
    }
  }
}
