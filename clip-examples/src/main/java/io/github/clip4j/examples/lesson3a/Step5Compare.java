package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.report.Charts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Step 5: the cosine of a picture's vector with a text's vector says how well the text describes
 * the picture. Matching pairs of OpenAI's CLIP reach about 0.25 to 0.35, not 1: only the order of
 * several texts, or several pictures, means something.
 */
public final class Step5Compare {
  private static final List<String> OTHER_TEXTS =
      List.of("a dog face", "a cat", "a slice of pizza", "an automobile");

  private Step5Compare() {}

  /**
   * Compares a picture with texts.
   *
   * @param args a model (default: starter) and a picture (default: a drawing of a dog)
   */
  public static void main(String[] args) throws IOException {
    try (LessonRun run = LessonRun.onConsole(Lesson3a.NUMBER, args)) {
      run(run, Lesson3a.picture(args), Lesson3a.SENTENCE);
    }
  }

  static void run(LessonRun run, Path picture, String text) throws IOException {
    run.heading("Step 5: the two compared");
    ClipModel clip = run.clip();
    Embedding image = clip.encodeImage(picture);
    Embedding sentence = clip.encodeText(text);
    // The formula of step 1 on the plain numbers, then the same in one word.
    run.sayf(
        "by hand:             %.7f",
        Step1CosineSimilarity.cosineSimilarity(image.values(), sentence.values()));
    run.sayf("image.cosine(text):  %.7f", image.cosine(sentence));

    // A text that fits better, and some that do not fit.
    List<String> texts = new ArrayList<>(List.of(text));
    texts.addAll(OTHER_TEXTS);
    List<Double> cosines = new ArrayList<>();
    for (String other : texts) {
      double cosine = image.cosine(clip.encodeText(other));
      cosines.add(cosine);
      run.sayf("%7.4f  %s", cosine, other);
    }
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "compare.png",
                    Charts.bars(
                        "One picture, several texts", "cosine similarity", texts, cosines)));
  }
}
