package io.github.clip4j.examples.lesson7;

import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.course.SampleCollection.Drawing;
import io.github.clip4j.examples.report.Charts;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** All steps of the lesson, one after the other. */
public final class Lesson7 {
  /** The lesson's number. */
  public static final String NUMBER = "7";

  /** Sentences that say nothing: what is not nearer to a label than to these is not the label. */
  static final List<String> BACKGROUND =
      List.of(
          "a picture",
          "a drawing",
          "an object",
          "a thing",
          "a pattern",
          "a symbol",
          "something",
          "nothing");

  private static final List<String> FEW = List.of("a dog", "a car", "a tree");

  private Lesson7() {}

  /**
   * Runs the lesson.
   *
   * @param args a model (default: starter)
   */
  public static void main(String[] args) throws IOException {
    try (LessonRun run = LessonRun.onConsole(NUMBER, args)) {
      run(run);
    }
  }

  /**
   * Runs the lesson.
   *
   * @param run where to
   * @throws IOException if a file cannot be written
   */
  public static void run(LessonRun run) throws IOException {
    List<Drawing> drawings = SampleCollection.drawings();
    float[][] pictures = unit(SampleCollection.encode(run.clip(), drawings));
    List<String> names = drawings.stream().map(Drawing::name).distinct().toList();
    float[][] texts = unit(run.clip().encodeTexts(names));
    cosines(run, drawings, names, pictures, texts);
    gap(run, pictures, texts);
    softmax(run, drawings, pictures);
    confidentNonsense(run, drawings, pictures);
    noneOfThese(run, drawings, names, pictures, texts);
  }

  static float[][] unit(List<Embedding> embeddings) {
    return embeddings.stream().map(e -> e.normalized().values()).toArray(float[][]::new);
  }

  private static void cosines(
      LessonRun run,
      List<Drawing> drawings,
      List<String> names,
      float[][] pictures,
      float[][] texts)
      throws IOException {
    run.heading("Step 1: how large is a good cosine?");
    float[][] cosines = VectorMath.cosine(pictures, texts);
    List<Double> own = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    for (int i = 0; i < pictures.length; i++) {
      for (int j = 0; j < texts.length; j++) {
        (drawings.get(i).name().equals(names.get(j)) ? own : other).add((double) cosines[i][j]);
      }
    }
    run.sayf("a drawing with its own name:  mean %.3f", mean(own));
    run.sayf("a drawing with another name:  mean %.3f", mean(other));
    run.say("A good match is not near 1. Training asks only that it beats the others.");
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "cosines.png",
                    Charts.histograms(
                        "Cosine of a drawing with a name",
                        "cosine",
                        List.of(
                            new Charts.Group("its own", own), new Charts.Group("another", other)),
                        -0.3,
                        0.6,
                        45)));
  }

  private static void gap(LessonRun run, float[][] pictures, float[][] texts) {
    run.heading("Step 2: two clouds in one space");
    run.sayf("two pictures:          mean cosine %.3f", meanOfPairs(pictures));
    run.sayf("two names:             mean cosine %.3f", meanOfPairs(texts));
    double mixed = 0;
    for (float[] row : VectorMath.cosine(pictures, texts)) {
      for (float cosine : row) {
        mixed += cosine;
      }
    }
    run.sayf(
        "a picture and a name:  mean cosine %.3f",
        mixed / ((double) pictures.length * texts.length));
    run.sayf(
        "the centres of the two clouds: cosine %.3f",
        VectorMath.cosine(centre(pictures), centre(texts)));
    run.say(
        "Pictures lie nearer to pictures and texts to texts. Never compare a cosine of one kind"
            + " with a cosine of another.");
  }

  private static void softmax(LessonRun run, List<Drawing> drawings, float[][] pictures)
      throws IOException {
    run.heading("Step 3: from cosines to probabilities");
    int dog = index(drawings, "noto-dog-face.png");
    float[] cosines = VectorMath.cosine(pictures[dog], unit(run.clip().encodeTexts(FEW)));
    float trained = run.clip().logitScale();
    run.sayf("the model multiplies cosines by %.1f before the softmax:", trained);
    for (double scale : new double[] {1, 10, trained}) {
      float[] probabilities = VectorMath.softmax(scaled(cosines, scale));
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < FEW.size(); i++) {
        line.append(
            String.format(
                Locale.ROOT,
                "  %s %.3f -> %.1f %%",
                FEW.get(i),
                cosines[i],
                100 * probabilities[i]));
      }
      run.sayf("scale %5.1f:%s", scale, line);
    }
    double[] scales = IntStream.rangeClosed(0, 100).asDoubleStream().toArray();
    List<Charts.Line> lines = new ArrayList<>();
    for (int i = 0; i < FEW.size(); i++) {
      int label = i;
      double[] heights = new double[scales.length];
      for (int s = 0; s < scales.length; s++) {
        heights[s] = VectorMath.softmax(scaled(cosines, scales[s]))[label];
      }
      lines.add(new Charts.Line(FEW.get(i), scales, heights));
    }
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "scale.png",
                    Charts.lines(
                        "One drawing of a dog, one set of cosines",
                        "scale",
                        "probability",
                        lines)));
  }

  private static void confidentNonsense(LessonRun run, List<Drawing> drawings, float[][] pictures) {
    run.heading("Step 4: confident nonsense, and a background to stand against");
    float[][] labels = unit(run.clip().encodeTexts(FEW));
    List<String> more = new ArrayList<>(FEW);
    more.addAll(BACKGROUND);
    float[][] withBackground = unit(run.clip().encodeTexts(more));
    for (String file : List.of("noto-dog-face.png", "noto-pizza.png", "noto-violin.png")) {
      float[] picture = pictures[index(drawings, file)];
      Answer alone = best(run, FEW, VectorMath.cosine(picture, labels));
      Answer against = best(run, more, VectorMath.cosine(picture, withBackground));
      run.sayf(
          "%-20s among %d labels: %s %.0f %%; with %d background sentences: %s %.0f %%",
          file,
          FEW.size(),
          alone.label(),
          100 * alone.probability(),
          BACKGROUND.size(),
          against.label(),
          100 * against.probability());
    }
    run.say("A softmax always adds up to 100 %, whether or not the right answer is there.");
  }

  /** A label and its probability among those that were offered. */
  record Answer(String label, double probability) {}

  private static Answer best(LessonRun run, List<String> labels, float[] cosines) {
    float[] probabilities = VectorMath.softmax(scaled(cosines, run.clip().logitScale()));
    int best = largest(probabilities);
    return new Answer(labels.get(best), probabilities[best]);
  }

  private static void noneOfThese(
      LessonRun run,
      List<Drawing> drawings,
      List<String> names,
      float[][] pictures,
      float[][] texts)
      throws IOException {
    run.heading("Step 5: \"none of these\", measured");
    // Half of the names are offered; drawings of the other half have no right answer.
    List<Integer> offered =
        IntStream.range(0, names.size()).filter(i -> i % 2 == 0).boxed().toList();
    float[][] labels = offered.stream().map(i -> texts[i]).toArray(float[][]::new);
    float[][] background = unit(run.clip().encodeTexts(BACKGROUND));
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < pictures.length; i++) {
      float[] cosines = VectorMath.cosine(pictures[i], labels);
      int best = largest(cosines);
      int own = offered.indexOf(names.indexOf(drawings.get(i).name()));
      float[] behind = VectorMath.cosine(pictures[i], background);
      float[] probabilities = VectorMath.softmax(scaled(cosines, run.clip().logitScale()));
      cases.add(
          new Case(
              own >= 0,
              best == own,
              probabilities[best],
              cosines[best],
              cosines[best] - behind[largest(behind)]));
    }
    long known = cases.stream().filter(Case::known).count();
    run.sayf(
        "%d names are offered. %d drawings have their name among them, %d have not.",
        offered.size(), known, cases.size() - known);
    report(run, cases, "always the best label", c -> true);
    report(run, cases, "if its probability is 50 % or more", c -> c.probability() >= 0.5);
    report(run, cases, "if its cosine is 0.15 or more", c -> c.cosine() >= 0.15);
    report(run, cases, "if it beats the background by 0.05", c -> c.margin() >= 0.05);
    run.say(
        "No rule is right for both. Choose by what a mistake costs, and measure on your own"
            + " pictures.");
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "none.png",
                    Charts.histograms(
                        "Cosine of the best label",
                        "cosine",
                        List.of(
                            new Charts.Group("its name is offered", best(cases, true)),
                            new Charts.Group("its name is not offered", best(cases, false))),
                        -0.1,
                        0.5,
                        30)));
  }

  /** One drawing: whether its name is offered, and how its best label stands. */
  record Case(boolean known, boolean right, double probability, double cosine, double margin) {}

  /** Decides whether the best label is the answer. */
  interface Rule {
    boolean accepts(Case one);
  }

  private static void report(LessonRun run, List<Case> cases, String name, Rule rule) {
    long known = cases.stream().filter(Case::known).count();
    long right = cases.stream().filter(c -> c.known() && c.right() && rule.accepts(c)).count();
    long fooled = cases.stream().filter(c -> !c.known() && rule.accepts(c)).count();
    run.sayf(
        "%-36s right for %3.0f %% of the first, fooled by %3.0f %% of the others",
        name, 100.0 * right / known, 100.0 * fooled / (cases.size() - known));
  }

  private static List<Double> best(List<Case> cases, boolean known) {
    return cases.stream().filter(c -> c.known() == known).map(Case::cosine).toList();
  }

  private static float[] scaled(float[] cosines, double scale) {
    float[] logits = new float[cosines.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (scale * cosines[i]);
    }
    return logits;
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static int index(List<Drawing> drawings, String file) {
    return IntStream.range(0, drawings.size())
        .filter(i -> drawings.get(i).file().equals(file))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such drawing: " + file));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  private static double meanOfPairs(float[][] rows) {
    float[][] cosines = VectorMath.cosine(rows, rows);
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += cosines[i][j];
      }
    }
    return sum / (rows.length * (rows.length - 1) / 2.0);
  }

  private static float[] centre(float[][] rows) {
    float[] centre = new float[rows[0].length];
    for (float[] row : rows) {
      for (int i = 0; i < centre.length; i++) {
        centre[i] += row[i] / rows.length;
      }
    }
    return centre;
  }
}
