package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.report.OutputFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip lesson}: learn CLIP step by step. */
@Command(
    name = "lesson",
    description = {
      "Run a lesson; without a number, list them.",
      "A lesson prints what it computes and draws where looking is better than reading."
    },
    mixinStandardHelpOptions = true)
final class LessonCommand extends ModelCommand {
  @Parameters(arity = "0..1", paramLabel = "N", description = "Which lesson, such as 3a.")
  private @Nullable String number;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where it draws (default: clip-lessons/N in the current folder).")
  private @Nullable Path folder;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "The picture to work on, for lessons that take one.")
  private @Nullable Path picture;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "The sentence to start from, for lessons that take one.")
  private @Nullable String text;

  @ArgGroup(validate = false, heading = "%nA museum's collection (lesson 3b):%n")
  private MuseumOptions museum = new MuseumOptions();

  @Override
  public Integer call() throws IOException {
    if (number == null) {
      Lesson.ALL.forEach(this::list);
      return 0;
    }
    Lesson lesson = Lesson.of(number);
    if (lesson == null) {
      throw usage("there is no lesson " + number + "; there are " + numbers());
    }
    refuseUnused(lesson, Lesson.Input.PICTURE, "--picture", picture);
    refuseUnused(lesson, Lesson.Input.TEXT, "--text", text);
    refuseUnused(lesson, Lesson.Input.MUSEUM, "options of a collection", museum.given());
    Path checkpoint = model.locate(model.name(), err());
    OutputFolder drawings =
        folder == null ? LessonRun.defaultFolder(lesson.number()) : new OutputFolder(folder);
    StringWriter said = new StringWriter();
    PrintWriter told = output.json() ? new PrintWriter(said) : out();
    ClipModel clip = model.load(err(), output.verbose());
    try (LessonRun run = new LessonRun(clip, checkpoint, told, input(), drawings)) {
      lesson.program().run(run, new Lesson.Given(picture, text, museum.source()));
    }
    if (output.json()) {
      reportJson(lesson, said.toString(), drawings);
    }
    return 0;
  }

  private void refuseUnused(
      Lesson lesson, Lesson.Input input, String option, @Nullable Object value) {
    if (value != null && !lesson.takes(input)) {
      throw usage("lesson " + lesson.number() + " takes no " + option);
    }
  }

  private static String numbers() {
    return Lesson.ALL.stream().map(Lesson::number).collect(Collectors.joining(", "));
  }

  private static BufferedReader input() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  private void list(Lesson lesson) {
    if (output.json()) {
      JsonObject object = new JsonObject();
      object.addProperty("lesson", lesson.number());
      object.addProperty("title", lesson.title());
      object.addProperty("teaches", lesson.teaches());
      object.addProperty("draws", lesson.draws());
      out().println(OutputOptions.line(object));
    } else {
      out().printf(Locale.ROOT, "%-4s%s: %s%n", lesson.number(), lesson.title(), lesson.teaches());
    }
  }

  private void reportJson(Lesson lesson, String said, OutputFolder drawings) {
    JsonArray lines = new JsonArray();
    said.lines().forEach(lines::add);
    JsonArray files = new JsonArray();
    drawings.written().forEach(file -> files.add(file.toString()));
    JsonObject object = new JsonObject();
    object.addProperty("lesson", lesson.number());
    object.add("said", lines);
    object.add("files", files);
    out().println(OutputOptions.line(object));
  }
}
