package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.report.Charts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Step 6: edit the sentence until it matches the picture better. Each line typed is compared with
 * the picture; an empty line, or the end of the input, ends the game. Works with lines from a file
 * too.
 */
public final class Step6EditTheSentence {
  private Step6EditTheSentence() {}

  /**
   * Starts the game.
   *
   * @param args a model (default: starter) and a picture (default: a drawing of a dog)
   */
  public static void main(String[] args) throws IOException {
    try (LessonRun run = LessonRun.onConsole(Lesson3a.NUMBER, args)) {
      run(run, Lesson3a.picture(args), Lesson3a.SENTENCE);
    }
  }

  static void run(LessonRun run, Path picture, String sentence) throws IOException {
    run.heading("Step 6: edit the sentence until it matches better");
    run.say("Type another description and press Enter; an empty line ends.");
    Embedding image = run.clip().encodeImage(picture);
    List<Double> scores = new ArrayList<>();
    double last = image.cosine(run.clip().encodeText(sentence));
    double best = last;
    String bestSentence = sentence;
    scores.add(last);
    run.sayf("%7.4f           %s", last, sentence);
    for (String next = run.answer(); next != null; next = run.answer()) {
      double score = image.cosine(run.clip().encodeText(next));
      scores.add(score);
      String remark = score > best ? "  best so far" : "";
      run.sayf("%7.4f  %+.4f  %s%s", score, score - last, next, remark);
      if (score > best) {
        best = score;
        bestSentence = next;
      }
      last = score;
    }
    run.sayf("Best of %d: %.4f  %s", scores.size(), best, bestSentence);
    if (scores.size() > 1) {
      double[] tries = IntStream.rangeClosed(1, scores.size()).asDoubleStream().toArray();
      double[] heights = scores.stream().mapToDouble(Double::doubleValue).toArray();
      run.say(
          "drawn: "
              + run.folder()
                  .png(
                      "edits.png",
                      Charts.lines(
                          "Each edit and its score",
                          "sentence",
                          "cosine similarity",
                          List.of(new Charts.Line("cosine", tries, heights)))));
    }
  }
}
