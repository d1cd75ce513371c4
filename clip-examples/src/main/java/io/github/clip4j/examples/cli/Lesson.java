package io.github.clip4j.examples.cli;

import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.lesson3a.Lesson3a;
import io.github.clip4j.examples.lesson3b.Lesson3b;
import io.github.clip4j.examples.lesson3b.MuseumSource;
import io.github.clip4j.examples.lesson4.Lesson4;
import io.github.clip4j.examples.lesson5.Lesson5;
import io.github.clip4j.examples.lesson6.Lesson6;
import io.github.clip4j.examples.lesson7.Lesson7;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lesson, and the list of them.
 *
 * @param number such as {@code 3a}
 * @param title a few words
 * @param teaches what it teaches, in half a sentence
 * @param draws the files that it writes
 * @param inputs what it takes besides the model
 * @param program its own {@code run}
 */
record Lesson(
    String number, String title, String teaches, String draws, Set<Input> inputs, Program program) {

  /** All lessons, in their order. */
  static final List<Lesson> ALL =
      List.of(
          new Lesson(
              Lesson3a.NUMBER,
              "Cosine similarity and embeddings",
              "from two arrows in the plane to a picture compared with a sentence",
              "arrows.png, seen.png, compare.png, edits.png",
              Set.of(Input.PICTURE, Input.TEXT),
              (run, given) ->
                  Lesson3a.run(
                      run,
                      given.picture() == null ? Lesson3a.drawingOfADog() : given.picture(),
                      given.text() == null ? Lesson3a.SENTENCE : given.text())),
          new Lesson(
              Lesson3b.NUMBER,
              "A museum's collection",
              "a list of pictures fetched, embedded, mapped, searched and labelled",
              "map.png, museum.html",
              Set.of(Input.MUSEUM),
              (run, given) -> Lesson3b.run(run, given.museum())),
          new Lesson(
              Lesson4.NUMBER,
              "Labels without training",
              "how the sentence around a label changes the answer, and why many are better",
              "templates.png, each.png, labels.html",
              Set.of(),
              (run, given) -> Lesson4.run(run)),
          new Lesson(
              Lesson5.NUMBER,
              "Duplicates and near-duplicates",
              "copies that no hash finds, a threshold chosen by measuring, and groups",
              "alterations.png, pairs.png, groups.html",
              Set.of(),
              (run, given) -> Lesson5.run(run)),
          new Lesson(
              Lesson6.NUMBER,
              "Several words, weights and minus",
              "a question is a sum of vectors, of texts and of pictures",
              "search.html",
              Set.of(),
              (run, given) -> Lesson6.run(run)),
          new Lesson(
              Lesson7.NUMBER,
              "Honest scores",
              "why good cosines are small, what a softmax hides, and \"none of these\"",
              "cosines.png, scale.png, none.png",
              Set.of(),
              (run, given) -> Lesson7.run(run)));

  /** What a lesson may take besides the model. */
  enum Input {
    PICTURE,
    TEXT,
    MUSEUM
  }

  /**
   * What the command line gave.
   *
   * @param picture of {@code --picture}, if given
   * @param text of {@code --text}, if given
   * @param museum the collection; the sample unless another was given
   */
  record Given(@Nullable Path picture, @Nullable String text, MuseumSource museum) {}

  /** A lesson's own {@code run}. */
  interface Program {
    void run(LessonRun run, Given given) throws IOException;
  }

  /** The lesson of a number such as {@code 3a}, in either case; null if there is none. */
  static @Nullable Lesson of(String number) {
    for (Lesson lesson : ALL) {
      if (lesson.number.equals(number.toLowerCase(Locale.ROOT))) {
        return lesson;
      }
    }
    return null;
  }

  boolean takes(Input input) {
    return inputs.contains(input);
  }
}
