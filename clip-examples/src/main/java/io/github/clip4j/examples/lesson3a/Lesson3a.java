package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.CheckpointConverter;
import io.github.clip4j.ClipModel;
import io.github.clip4j.ModelLocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** All steps of the lesson, one after the other. */
public final class Lesson3a {
  private static final String PICTURE = "/io/github/clip4j/starter/pictures/noto-dog-face.png";

  private Lesson3a() {}

  /**
   * Runs the lesson.
   *
   * @param args a model (default: starter) and a picture (default: a drawing of a dog)
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    Step1CosineSimilarity.run(out);
    try (ClipModel clip = model(args)) {
      Path picture = picture(args);
      Step2LoadClip.run(clip, out);
      Step3EncodePicture.run(clip, archive(args), picture, out);
      Step4EncodeText.run(clip, "A cute dog", out);
      Step5Compare.run(clip, picture, "A cute dog", out);
    }
  }

  /** The model named by the first argument, else the small one inside the library. */
  static ClipModel model(String[] args) throws IOException {
    return ClipModel.load(args.length > 0 ? args[0] : "starter");
  }

  /** The same model as a TorchScript archive, for the step that holds DJL's pieces itself. */
  static Path archive(String[] args) throws IOException {
    Path archive = Files.createTempFile("clip", ".pt");
    archive.toFile().deleteOnExit();
    CheckpointConverter.convert(
        ModelLocator.locate(args.length > 0 ? args[0] : "starter"), archive);
    return archive;
  }

  /** The picture named by the second argument, else a drawing from the starter's jar. */
  static Path picture(String[] args) throws IOException {
    if (args.length > 1) {
      return Path.of(args[1]);
    }
    Path copy = Files.createTempFile("dog", ".png");
    copy.toFile().deleteOnExit();
    try (InputStream drawing = Lesson3a.class.getResourceAsStream(PICTURE)) {
      if (drawing == null) {
        throw new IOException("clip-starter is not on the class path: no " + PICTURE);
      }
      Files.copy(drawing, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }
}
