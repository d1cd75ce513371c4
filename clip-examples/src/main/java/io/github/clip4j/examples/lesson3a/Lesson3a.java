package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.CheckpointConverter;
import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.course.SampleCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** All steps of the lesson, one after the other. */
public final class Lesson3a {
  /** The lesson's number. */
  public static final String NUMBER = "3a";

  /** The sentence that the lesson starts from. */
  public static final String SENTENCE = "A cute dog";

  private static final String DRAWING = "noto-dog-face.png";

  private Lesson3a() {}

  /**
   * Runs the lesson.
   *
   * @param args a model (default: starter) and a picture (default: a drawing of a dog)
   */
  public static void main(String[] args) throws IOException {
    try (LessonRun run = LessonRun.onConsole(NUMBER, args)) {
      run(run, picture(args), SENTENCE);
    }
  }

  /**
   * Runs the lesson.
   *
   * @param run where to
   * @param picture the file of a picture
   * @param sentence a description of it to start from
   * @throws IOException if the picture cannot be read, or a file cannot be written
   */
  public static void run(LessonRun run, Path picture, String sentence) throws IOException {
    Step1CosineSimilarity.run(run.out(), run.folder());
    Step2LoadClip.run(run);
    Step3EncodePicture.run(run, picture);
    Step4EncodeText.run(run, sentence);
    Step5Compare.run(run, picture, sentence);
    Step6EditTheSentence.run(run, picture, sentence);
  }

  /** The model as a TorchScript archive, for the step that holds DJL's pieces itself. */
  static Path archive(LessonRun run) throws IOException {
    Path archive = Files.createTempFile("clip", ".pt");
    archive.toFile().deleteOnExit();
    CheckpointConverter.convert(run.checkpoint(), archive);
    return archive;
  }

  /** The picture named by the second argument, else the drawing of a dog. */
  static Path picture(String[] args) throws IOException {
    return args.length > 1 ? Path.of(args[1]) : drawingOfADog();
  }

  /** A file with the drawing of a dog; it is deleted when the program ends. */
  public static Path drawingOfADog() throws IOException {
    Path copy = Files.createTempFile("dog", ".png");
    copy.toFile().deleteOnExit();
    Files.write(copy, SampleCollection.drawing(DRAWING).bytes());
    return copy;
  }
}
