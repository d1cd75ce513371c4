package io.github.clip4j.examples.lesson4;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.ZeroShotClassifier.Prediction;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.course.PromptTemplates;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.course.SampleCollection.Drawing;
import io.github.clip4j.examples.report.Charts;
import io.github.clip4j.examples.report.HtmlPage;
import io.github.clip4j.examples.report.Thumbnail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** All steps of the lesson, one after the other. */
public final class Lesson4 {
  /** The lesson's number. */
  public static final String NUMBER = "4";

  /** Templates that say what the pictures of the sample are. */
  static final List<String> DRAWINGS =
      List.of(
          "{}",
          "a drawing of a {}.",
          "an emoji of a {}.",
          "an icon of a {}.",
          "a picture of a {}.");

  private Lesson4() {}

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
    // Drawings of artists that the starter has never seen.
    List<Drawing> drawings =
        SampleCollection.drawings().stream().filter(Drawing::isUnseenStyle).toList();
    List<String> labels = drawings.stream().map(Drawing::name).toList();
    List<Embedding> pictures = SampleCollection.encode(run.clip(), drawings);
    oneDrawing(run, labels, pictures, 8);
    // 80 sentences for each label; encoded once, used in two steps.
    LabelVectors eighty = LabelVectors.encode(run.clip(), labels, PromptTemplates.imagenet80());
    compareTemplates(run, labels, pictures, eighty);
    eachAlone(run, pictures, eighty);
    show(run, drawings, labels, pictures);
  }

  private static void oneDrawing(
      LessonRun run, List<String> labels, List<Embedding> pictures, int index) {
    run.heading("Step 1: the labels become sentences, the picture chooses");
    run.say(labels.size() + " labels, one drawing of each. The drawing of: " + labels.get(index));
    for (String template : List.of("{}", ZeroShotClassifier.DEFAULT_TEMPLATE)) {
      run.say("template \"" + template + "\":");
      ZeroShotClassifier classifier = ZeroShotClassifier.of(run.clip(), labels, List.of(template));
      for (Prediction prediction : classifier.classify(pictures.get(index)).subList(0, 3)) {
        run.sayf(
            "%7.3f  %5.1f %%  %s",
            prediction.cosine(), 100 * prediction.probability(), prediction.label());
      }
    }
  }

  private static void compareTemplates(
      LessonRun run, List<String> labels, List<Embedding> pictures, LabelVectors eighty)
      throws IOException {
    run.heading("Step 2: which sentences?");
    List<String> names = new ArrayList<>();
    List<Double> accuracies = new ArrayList<>();
    Map<String, List<String>> choices = new LinkedHashMap<>();
    choices.put("the word alone", List.of("{}"));
    choices.put("a photo of a …", List.of(ZeroShotClassifier.DEFAULT_TEMPLATE));
    choices.put("five for drawings", DRAWINGS);
    choices.put("OpenAI's 7", PromptTemplates.imagenet7());
    choices.put("OpenAI's 80", PromptTemplates.imagenet80());
    choices.forEach(
        (name, templates) -> {
          LabelVectors vectors =
              templates.size() == 80 ? eighty : LabelVectors.encode(run.clip(), labels, templates);
          double accuracy = accuracy(pictures, vectors.ensemble());
          names.add(name);
          accuracies.add(accuracy);
          run.sayf("%5.1f %%  %s (%d)", 100 * accuracy, name, templates.size());
        });
    run.sayf("By chance it would be %.1f %%.", 100.0 / labels.size());
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "templates.png",
                    Charts.bars(
                        "The right label of " + labels.size() + ", by template",
                        "part that is right",
                        names,
                        accuracies)));
  }

  private static double accuracy(List<Embedding> pictures, float[][] labels) {
    float[][] rows = pictures.stream().map(Embedding::values).toArray(float[][]::new);
    return LabelVectors.accuracy(rows, IntStream.range(0, rows.length).toArray(), labels);
  }

  private static void eachAlone(LessonRun run, List<Embedding> pictures, LabelVectors vectors)
      throws IOException {
    run.heading("Step 3: each of the 80 alone, and all together");
    List<String> templates = PromptTemplates.imagenet80();
    record Alone(String template, double accuracy) {}
    List<Alone> alone =
        IntStream.range(0, templates.size())
            .mapToObj(t -> new Alone(templates.get(t), accuracy(pictures, vectors.single(t))))
            .sorted(Comparator.comparingDouble(Alone::accuracy).reversed())
            .toList();
    double together = accuracy(pictures, vectors.ensemble());
    run.say("best alone:");
    alone.subList(0, 3).forEach(a -> run.sayf("%5.1f %%  %s", 100 * a.accuracy(), a.template()));
    run.say("worst alone:");
    alone
        .subList(alone.size() - 3, alone.size())
        .forEach(a -> run.sayf("%5.1f %%  %s", 100 * a.accuracy(), a.template()));
    long beaten = alone.stream().filter(a -> a.accuracy() < together).count();
    run.sayf("%5.1f %%  all 80 together, better than %d of them alone", 100 * together, beaten);
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "each.png",
                    Charts.lines(
                        "80 templates, best to worst",
                        "rank",
                        "part that is right",
                        List.of(
                            line("one alone", alone.stream().map(Alone::accuracy).toList()),
                            line("all together", alone.stream().map(a -> together).toList())))));
  }

  private static Charts.Line line(String name, List<Double> values) {
    return new Charts.Line(
        name,
        IntStream.rangeClosed(1, values.size()).asDoubleStream().toArray(),
        values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void show(
      LessonRun run, List<Drawing> drawings, List<String> labels, List<Embedding> pictures)
      throws IOException {
    run.heading("Step 4: what is right and what is not");
    ClipModel clip = run.clip();
    ZeroShotClassifier classifier = ZeroShotClassifier.of(clip, labels, DRAWINGS);
    List<HtmlPage.Picture> right = new ArrayList<>();
    List<HtmlPage.Picture> wrong = new ArrayList<>();
    for (int i = 0; i < drawings.size(); i++) {
      Prediction best = classifier.classify(pictures.get(i)).get(0);
      boolean isRight = best.label().equals(labels.get(i));
      (isRight ? right : wrong)
          .add(
              new HtmlPage.Picture(
                  Thumbnail.of(drawings.get(i).image(), 112),
                  String.format(Locale.ROOT, "%.0f %%", 100 * best.probability()),
                  isRight ? best.label() : best.label() + ", not " + labels.get(i),
                  false));
    }
    HtmlPage page =
        new HtmlPage("Lesson 4: labels without training")
            .paragraph(
                "The best of "
                    + labels.size()
                    + " labels for each drawing, with the five templates for drawings, and its"
                    + " probability among them.")
            .heading("Wrong: " + wrong.size())
            .pictures(wrong)
            .heading("Right: " + right.size())
            .pictures(right);
    run.say(
        right.size()
            + " right, "
            + wrong.size()
            + " wrong; look why: "
            + run.folder().html("labels.html", page));
  }
}
