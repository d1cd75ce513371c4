package io.github.clip4j.examples.course;

import io.github.clip4j.ClipModel;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.examples.report.OutputFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of a lesson: its model, where it prints, where it reads what the reader types, and where
 * it draws. Not thread-safe; closing it closes the model.
 */
public final class LessonRun implements AutoCloseable {
  private final ClipModel clip;
  private final Path checkpoint;
  private final PrintWriter out;
  private final BufferedReader in;
  private final OutputFolder folder;

  /**
   * Puts a run together.
   *
   * @param clip the model; closed with this run
   * @param checkpoint the files that the model was loaded from
   * @param out receives what the lesson says
   * @param in what the reader types, a line at a time
   * @param folder receives what the lesson draws
   */
  public LessonRun(
      ClipModel clip, Path checkpoint, PrintWriter out, BufferedReader in, OutputFolder folder) {
    this.clip = Objects.requireNonNull(clip, "clip");
    this.checkpoint = Objects.requireNonNull(checkpoint, "checkpoint");
    this.out = Objects.requireNonNull(out, "out");
    this.in = Objects.requireNonNull(in, "in");
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  /**
   * A run on the console, drawing into {@code clip-lessons/NUMBER} of the current folder.
   *
   * @param number the lesson, such as {@code 3a}
   * @param args of {@code main}: the first is a model; the starter if there is none
   * @throws IOException if the model cannot be loaded
   */
  public static LessonRun onConsole(String number, String[] args) throws IOException {
    Path checkpoint = ModelLocator.locate(args.length > 0 ? args[0] : "starter");
    return new LessonRun(
        ClipModel.load(checkpoint),
        checkpoint,
        console(),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        defaultFolder(number));
  }

  /** Standard output, in UTF-8 on every machine. */
  public static PrintWriter console() {
    return new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
  }

  /** Where a lesson draws unless told otherwise. */
  public static OutputFolder defaultFolder(String number) {
    return new OutputFolder(Path.of("clip-lessons", number));
  }

  /** The model. */
  public ClipModel clip() {
    return clip;
  }

  /** The files of the model. */
  public Path checkpoint() {
    return checkpoint;
  }

  /** Receives what the lesson says. */
  public PrintWriter out() {
    return out;
  }

  /**
   * Asks the reader for a line.
   *
   * @return what was typed, without blanks around it; null if it is an empty line or the end
   * @throws IOException if the console cannot be read
   */
  public @Nullable String answer() throws IOException {
    out.print("> ");
    out.flush();
    String line = in.readLine();
    if (line == null || line.isBlank()) {
      out.println();
      return null;
    }
    return line.strip();
  }

  /** Receives what the lesson draws. */
  public OutputFolder folder() {
    return folder;
  }

  /** Prints the heading of a step. */
  public void heading(String text) {
    out.println();
    out.println("== " + text);
  }

  /** Prints a line. */
  public void say(String text) {
    out.println(text);
    out.flush();
  }

  /** Prints a line with figures, formatted the same in every country. */
  public void sayf(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }

  /** Closes the model. */
  @Override
  public void close() {
    out.flush();
    clip.close();
  }
}
