package io.github.clip4j.examples.lesson5;

import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.course.SampleCollection.Drawing;
import io.github.clip4j.examples.report.Charts;
import io.github.clip4j.examples.report.HtmlPage;
import io.github.clip4j.examples.report.Thumbnail;
import io.github.clip4j.vector.VectorMath;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All steps of the lesson, one after the other. */
public final class Lesson5 {
  /** The lesson's number. */
  public static final String NUMBER = "5";

  private static final int EVERY = 6;
  private static final double ALMOST_NEVER_WRONG = 0.99;
  private static final double[] THRESHOLDS = {0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99};

  private Lesson5() {}

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

  /** A picture of the lesson: an original, or an altered copy of one. */
  @SuppressWarnings("ArrayRecordComponent") // read only within this lesson
  record Item(Drawing drawing, String what, BufferedImage image, float[] vector) {
    boolean isCopyOf(Item other) {
      return drawing.equals(other.drawing);
    }

    boolean showsTheSameAs(Item other) {
      return drawing.title().equals(other.drawing.title());
    }
  }

  /** How well a threshold finds the copies. */
  record Quality(double threshold, double precision, double recall) {}

  /**
   * Runs the lesson.
   *
   * @param run where to
   * @throws IOException if a file cannot be written
   */
  public static void run(LessonRun run) throws IOException {
    run.heading("Step 1: copies that no hash finds");
    List<Item> items = items(run);
    run.sayf(
        "%d pictures: %d drawings, each with %d altered copies. No two files are equal.",
        items.size(), items.size() / (1 + Alteration.values().length), Alteration.values().length);
    kinds(run, items);
    List<Double> copies = new ArrayList<>();
    List<Double> twins = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    pairs(items, copies, twins, others);
    histogram(run, copies, twins, others);
    double threshold = thresholds(run, copies, twins, others);
    groups(run, items, threshold);
  }

  /** Some drawings by both artists, and what the world does to them. */
  static List<Item> items(LessonRun run) throws IOException {
    List<Item> items = new ArrayList<>();
    List<Drawing> drawings = SampleCollection.drawings();
    int half = drawings.size() / 2;
    for (int i = 0; i < half; i += EVERY) {
      for (Drawing drawing : List.of(drawings.get(i), drawings.get(half + i))) {
        BufferedImage image = rgb(drawing.image());
        items.add(item(run, drawing, "original", image));
        for (Alteration alteration : Alteration.values()) {
          items.add(
              item(
                  run,
                  drawing,
                  alteration.name().toLowerCase(Locale.ROOT),
                  alteration.apply(image)));
        }
      }
    }
    return items;
  }

  private static Item item(LessonRun run, Drawing drawing, String what, BufferedImage image) {
    Embedding embedding = run.clip().encodeImage(image).normalized();
    return new Item(drawing, what, image, embedding.values());
  }

  private static BufferedImage rgb(BufferedImage image) {
    return Thumbnail.of(image, Math.max(image.getWidth(), image.getHeight()));
  }

  private static void kinds(LessonRun run, List<Item> items) throws IOException {
    run.heading("Step 2: how far each alteration moves a picture");
    int step = 1 + Alteration.values().length;
    List<String> names = new ArrayList<>();
    List<Double> means = new ArrayList<>();
    for (int k = 1; k < step; k++) {
      double sum = 0;
      double lowest = 1;
      for (int i = 0; i < items.size(); i += step) {
        double cosine = VectorMath.cosine(items.get(i).vector(), items.get(i + k).vector());
        sum += cosine;
        lowest = Math.min(lowest, cosine);
      }
      String name = items.get(k).what();
      double mean = sum * step / items.size();
      names.add(name);
      means.add(mean);
      run.sayf("%-10s mean cosine with its original %.3f, lowest %.3f", name, mean, lowest);
    }
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "alterations.png",
                    Charts.bars(
                        "Cosine of a copy with its original", "mean cosine", names, means)));
  }

  static void pairs(
      List<Item> items, List<Double> copies, List<Double> twins, List<Double> others) {
    for (int i = 0; i < items.size(); i++) {
      for (int j = i + 1; j < items.size(); j++) {
        Item a = items.get(i);
        Item b = items.get(j);
        double cosine = VectorMath.cosine(a.vector(), b.vector());
        (a.isCopyOf(b) ? copies : a.showsTheSameAs(b) ? twins : others).add(cosine);
      }
    }
  }

  private static void histogram(
      LessonRun run, List<Double> copies, List<Double> twins, List<Double> others)
      throws IOException {
    run.heading("Step 3: copies, twins and others");
    run.say("Twins are the same thing drawn by other artists: alike, but no copies.");
    run.say(
        "drawn: "
            + run.folder()
                .png(
                    "pairs.png",
                    Charts.histograms(
                        "How alike two pictures are",
                        "cosine",
                        List.of(
                            new Charts.Group("copies", copies),
                            new Charts.Group("twins", twins),
                            new Charts.Group("others", others)),
                        -0.4,
                        1.0,
                        56)));
  }

  /** Precision and recall of some thresholds; returns the lowest that is almost never wrong. */
  private static double thresholds(
      LessonRun run, List<Double> copies, List<Double> twins, List<Double> others) {
    run.heading("Step 4: where to cut");
    run.say("threshold  of the pairs found are copies  of the copies are found");
    double chosen = 1;
    for (double threshold : THRESHOLDS) {
      Quality quality = quality(copies, twins, others, threshold);
      run.sayf(
          "%9.2f  %26.1f %%  %23.1f %%",
          threshold, 100 * quality.precision(), 100 * quality.recall());
      if (quality.precision() >= ALMOST_NEVER_WRONG) {
        chosen = Math.min(chosen, threshold);
      }
    }
    run.sayf(
        "Who deletes what is found wants few mistakes: %.2f, where 99 of 100 pairs are copies.",
        chosen);
    run.say("For another model or other pictures it is another number: measure it.");
    return chosen;
  }

  static Quality quality(
      List<Double> copies, List<Double> twins, List<Double> others, double threshold) {
    long found = copies.stream().filter(c -> c >= threshold).count();
    long wrong =
        twins.stream().filter(c -> c >= threshold).count()
            + others.stream().filter(c -> c >= threshold).count();
    double precision = found + wrong == 0 ? 1 : (double) found / (found + wrong);
    return new Quality(threshold, precision, (double) found / copies.size());
  }

  private static void groups(LessonRun run, List<Item> items, double threshold) throws IOException {
    run.heading("Step 5: groups");
    float[][] vectors = items.stream().map(Item::vector).toArray(float[][]::new);
    List<List<Integer>> groups = Groups.of(vectors, threshold);
    long pure =
        groups.stream()
            .filter(
                group ->
                    group.stream().allMatch(i -> items.get(i).isCopyOf(items.get(group.get(0)))))
            .count();
    run.sayf(
        "%d groups at %.2f, of which %d hold copies of one drawing only",
        groups.size(), threshold, pure);
    HtmlPage page =
        new HtmlPage("Lesson 5: near-duplicates")
            .paragraph(
                String.format(
                    Locale.ROOT,
                    "Pictures joined at a cosine of %.2f or more. Framed: the first of a group.",
                    threshold));
    for (List<Integer> group : groups) {
      page.heading(items.get(group.get(0)).drawing().title() + ": " + group.size());
      List<HtmlPage.Picture> pictures = new ArrayList<>();
      for (int i : group) {
        pictures.add(
            new HtmlPage.Picture(
                Thumbnail.of(items.get(i).image(), 112),
                String.format(
                    Locale.ROOT, "%.2f", VectorMath.cosine(vectors[group.get(0)], vectors[i])),
                items.get(i).what() + ", " + items.get(i).drawing().artist().replaceAll(",.*", ""),
                i == group.get(0)));
      }
      page.pictures(pictures);
    }
    run.say("to look at: " + run.folder().html("groups.html", page));
  }
}
