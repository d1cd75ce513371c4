package io.github.clip4j.examples.cli;

import com.google.gson.JsonObject;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.examples.report.Pixels;
import io.github.clip4j.files.WholeFile;
import io.github.clip4j.image.CroppedImage;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.Interpolation;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.PreprocessLayout;
import io.github.clip4j.image.ResizeMode;
import io.github.clip4j.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip preprocess}: what the model sees of a picture. */
@Command(
    name = "preprocess",
    description = {
      "Show what a model sees of pictures: size, crop, and the tensor's SHA-256.",
      "Settings come from --model if it is given, else open_clip's for 224 pixels."
    },
    mixinStandardHelpOptions = true)
final class PreprocessCommand extends ModelCommand {
  private static final int DEFAULT_SIZE = 224;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      converter = InputFile.class,
      description = "Picture files; - is standard input.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private List<Path> images;

  @Option(
      names = "--layout",
      paramLabel = "open_clip|hf",
      converter = Names.ToLayout.class,
      description = "Whose order of steps to follow.")
  private @Nullable PreprocessLayout layout;

  @Option(
      names = "--resize-mode",
      paramLabel = "shortest|squash|longest",
      description = "How any shape becomes a square.")
  private @Nullable ResizeMode resizeMode;

  @Option(
      names = "--interpolation",
      paramLabel = "bicubic|bilinear",
      description = "The resize filter.")
  private @Nullable Interpolation interpolation;

  @Option(names = "--size", paramLabel = "N", description = "Side of the square in pixels.")
  private @Nullable Integer size;

  @Option(names = "--out", paramLabel = "CROP.png", description = "Write the 8-bit crop.")
  private @Nullable Path crop;

  @Option(
      names = "--tensor",
      paramLabel = "T.f32",
      description = "Write the tensor: float32, little-endian, C,H,W.")
  private @Nullable Path tensor;

  @Override
  public Integer call() throws IOException {
    hintAtPrecision();
    if (images.size() > 1 && (crop != null || tensor != null)) {
      throw usage("--out and --tensor go with one image only");
    }
    ImagePreprocessor preprocessor = new ImagePreprocessor(config());
    int status = 0;
    for (Path image : images) {
      try {
        report(preprocessor, image);
      } catch (OutputException e) {
        throw e;
      } catch (IOException | IllegalArgumentException e) {
        // The other pictures still get their line.
        reportFailure(Failures.about(image, e));
        status = ClipCommand.EXIT_FAULT;
      }
    }
    return status;
  }

  private PreprocessConfig config() throws IOException {
    PreprocessConfig config = PreprocessConfig.openClip(DEFAULT_SIZE);
    if (model.isGiven()) {
      try (Checkpoint checkpoint = model.openCheckpoint(model.name(), err())) {
        config = checkpoint.preprocessing();
      }
    }
    if (layout != null && layout != config.layout()) {
      config = config.withLayout(layout);
    }
    if (resizeMode != null) {
      config = config.withResizeMode(resizeMode);
    }
    if (interpolation != null) {
      config = config.withInterpolation(interpolation);
    }
    try {
      return size == null ? config : config.withSize(size);
    } catch (IllegalArgumentException e) {
      throw usage("--size: " + e.getMessage());
    }
  }

  private void report(ImagePreprocessor preprocessor, Path image) throws IOException {
    CroppedImage cropped = preprocessor.cropWithSize(image);
    RgbImage square = cropped.pixels();
    byte[] bytes = TensorBytes.of(preprocessor.tensor(square));
    if (crop != null) {
      write(crop, png(square));
    }
    if (tensor != null) {
      write(tensor, bytes);
    }
    String sha256 = TensorBytes.sha256(bytes);
    if (output.json()) {
      JsonObject object = new JsonObject();
      object.addProperty("image", image.toString());
      object.addProperty("width", cropped.sourceWidth());
      object.addProperty("height", cropped.sourceHeight());
      object.addProperty("size", square.width());
      object.addProperty("sha256", sha256);
      out().println(OutputOptions.line(object));
    } else {
      out()
          .printf(
              Locale.ROOT,
              "%s: %d x %d pixels, crop %d x %d, tensor sha256 %s%n",
              OutputOptions.printable(image.toString()),
              cropped.sourceWidth(),
              cropped.sourceHeight(),
              square.width(),
              square.height(),
              sha256);
    }
    out().flush();
  }

  private static byte[] png(RgbImage square) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(Pixels.of(square), "png", bytes)) {
      throw new IOException("this Java has no PNG writer");
    }
    return bytes.toByteArray();
  }

  /** The whole file or none; an error is the file's, not the picture's. */
  private static void write(Path file, byte[] bytes) throws IOException {
    try {
      WholeFile.write(file, to -> Files.write(to, bytes));
    } catch (IOException e) {
      throw new OutputException(Failures.about(file, e));
    }
  }

  /** What went wrong with {@code --out} or {@code --tensor}. */
  private static final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    OutputException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
