package io.github.clip4j.examples.course;

import io.github.clip4j.ClipModel;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.examples.report.OutputFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** One model for all lessons' tests, and runs that keep what they say. */
public final class LessonFixture {
  private static final Path CHECKPOINT = locate();
  private static final ClipModel CLIP = load();

  private LessonFixture() {}

  /** The starter, loaded once and left open until the tests end. */
  public static ClipModel clip() {
    return CLIP;
  }

  /**
   * Runs a lesson.
   *
   * @param folder where it draws
   * @param typed what the reader types
   * @return the lines it said
   */
  public static List<String> lines(Path folder, String typed, Lesson lesson) throws IOException {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    lesson.run(
        new LessonRun(
            CLIP,
            CHECKPOINT,
            out,
            new BufferedReader(new StringReader(typed)),
            new OutputFolder(folder)));
    return said.toString().lines().toList();
  }

  /** Runs a lesson that reads nothing. */
  public static List<String> lines(Path folder, Lesson lesson) throws IOException {
    return lines(folder, "", lesson);
  }

  /** A lesson, or a step of one. */
  public interface Lesson {
    void run(LessonRun run) throws IOException;
  }

  private static Path locate() {
    try {
      return ModelLocator.locate("starter");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClipModel load() {
    try {
      return ClipModel.load(CHECKPOINT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
