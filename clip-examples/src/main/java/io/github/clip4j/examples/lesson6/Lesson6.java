package io.github.clip4j.examples.lesson6;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.course.SampleCollection.Drawing;
import io.github.clip4j.examples.report.HtmlPage;
import io.github.clip4j.examples.report.Thumbnail;
import io.github.clip4j.search.QueryTerm;
import io.github.clip4j.search.SearchQuery;
import io.github.clip4j.vector.SimilarityFunction;
import io.github.clip4j.vector.TopK;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All steps of the lesson, one after the other. */
public final class Lesson6 {
  /** The lesson's number. */
  public static final String NUMBER = "6";

  private static final int SHOWN = 6;

  private Lesson6() {}

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
    float[][] pictures =
        SampleCollection.encode(run.clip(), drawings).stream()
            .map(embedding -> embedding.normalized().values())
            .toArray(float[][]::new);
    HtmlPage page = new HtmlPage("Lesson 6: several words, weights and minus");
    Shown shown = new Shown(run, page, drawings, pictures);

    run.heading("Step 1: one word");
    shown.search("a dog");
    shown.search("a cat");

    run.heading("Step 2: two words are the sum of two vectors");
    run.say("Between the two, what is like either comes first.");
    shown.search("a dog + a cat");

    run.heading("Step 3: weights");
    shown.search("2 a dog + a cat");
    shown.search("0.3 a dog + a cat");

    run.heading("Step 4: minus");
    run.say("A vector taken away: what is like it goes down. It is no filter, only a push.");
    shown.search("a vehicle");
    shown.search("a vehicle - a bicycle");
    shown.search("a vehicle - 0.5 a bicycle - 0.5 a locomotive");

    run.heading("Step 5: a picture and words");
    picturesAndWords(run, shown, drawings, pictures);

    run.heading("Step 6: your own");
    run.say("all of it to look at: " + run.folder().html("search.html", page));
    run.say("Type a question such as \"2 a dog + a hat - a cat\"; an empty line ends.");
    ask(run, shown);
  }

  /**
   * A question as one vector of length 1: the weighted sum of the texts' unit vectors. clip-search
   * reads the words and does the same sum; here it is done by hand.
   *
   * @throws IllegalArgumentException if a term is no text
   */
  static float[] vector(ClipModel clip, SearchQuery question) {
    float[] sum = new float[clip.config().embedDim()];
    for (QueryTerm term : question.terms()) {
      if (!(term instanceof QueryTerm.Text words)) {
        throw new IllegalArgumentException("this lesson adds up texts only, not " + term);
      }
      add(sum, words.weight(), clip.encodeText(words.text()));
    }
    return VectorMath.normalize(sum);
  }

  /** Unit vectors, so that a long vector does not speak louder than its weight. */
  private static void add(float[] sum, double weight, Embedding embedding) {
    float[] unit = embedding.normalized().values();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (float) (weight * unit[i]);
    }
  }

  private static void picturesAndWords(
      LessonRun run, Shown shown, List<Drawing> drawings, float[][] pictures) throws IOException {
    run.say("The drawing of an automobile, then the same plus words that push it to the air.");
    float[] picture = pictures[drawings.indexOf(SampleCollection.drawing("noto-automobile.png"))];
    shown.show("[automobile]", picture);
    float[] sum = new float[picture.length];
    add(sum, 1, Embedding.of(picture));
    add(sum, 1, run.clip().encodeText("an airplane in the sky"));
    shown.show("[automobile] + an airplane in the sky", VectorMath.normalize(sum));
    run.say(
        "Cosines between pictures are larger than between pictures and words (lesson 7), so the"
            + " words need more weight:");
    float[] heavier = new float[picture.length];
    add(heavier, 1, Embedding.of(picture));
    add(heavier, 2, run.clip().encodeText("an airplane in the sky"));
    shown.show("[automobile] + 2 an airplane in the sky", VectorMath.normalize(heavier));
  }

  private static void ask(LessonRun run, Shown shown) throws IOException {
    for (String line = run.answer(); line != null; line = run.answer()) {
      try {
        shown.search(line);
      } catch (IllegalArgumentException e) {
        run.say(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Searches, prints and puts on the page. */
  private record Shown(LessonRun run, HtmlPage page, List<Drawing> drawings, List<float[]> rows) {
    Shown(LessonRun run, HtmlPage page, List<Drawing> drawings, float[][] pictures) {
      this(run, page, drawings, List.of(pictures));
    }

    void search(String question) throws IOException {
      show(question, vector(run.clip(), SearchQuery.parse(question)));
    }

    void show(String question, float[] vector) throws IOException {
      List<TopK.Hit> hits =
          TopK.search(vector, rows.toArray(float[][]::new), SHOWN, SimilarityFunction.COSINE);
      List<String> titles = new ArrayList<>();
      List<HtmlPage.Picture> found = new ArrayList<>();
      for (TopK.Hit hit : hits) {
        Drawing drawing = drawings.get(hit.index());
        String score = String.format(Locale.ROOT, "%.2f", hit.score());
        titles.add(drawing.name() + " " + score);
        found.add(
            new HtmlPage.Picture(
                Thumbnail.of(drawing.image(), 112), score, drawing.title(), false));
      }
      run.say("“" + question + "”: " + String.join(", ", titles));
      page.paragraph("“" + question + "”").pictures(found);
    }
  }
}
