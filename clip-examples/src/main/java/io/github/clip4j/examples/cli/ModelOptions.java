package io.github.clip4j.examples.cli;

import io.github.clip4j.ClipModel;
import io.github.clip4j.ClipModelBuilder;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.Precision;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.checkpoint.CheckpointOptions;
import io.github.clip4j.search.ModelIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and how it is computed. */
final class ModelOptions {
  private static final String DEFAULT_MODEL = "starter";

  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      description = "A checkpoint file or folder, or a name (default: " + DEFAULT_MODEL + ").")
  private @Nullable String name;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of a checkpoint that carries none.")
  private @Nullable Path config;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description = "How matrix products are computed: ${COMPLETION-CANDIDATES}, in any case.")
  private @Nullable Precision precision;

  @Option(
      names = "--image-precision",
      paramLabel = "PRECISION",
      description = "The same for pictures only.")
  private @Nullable Precision imagePrecision;

  @Option(
      names = "--text-precision",
      paramLabel = "PRECISION",
      description = "The same for texts only.")
  private @Nullable Precision textPrecision;

  @Mixin private final HubOptions hub = new HubOptions();

  /** What {@code --model} says, or the default. */
  String name() {
    return name == null ? DEFAULT_MODEL : name;
  }

  /** Whether {@code --model} was given. */
  boolean isGiven() {
    return name != null;
  }

  /** Whether it was said how the model is to be computed. */
  boolean isPrecisionGiven() {
    return precision != null || imagePrecision != null || textPrecision != null;
  }

  /** As if {@code --model} had said this. */
  void choose(String nameOrPath) {
    name = nameOrPath;
  }

  /** The name for a later run in another folder: of a path its absolute form. */
  String lastingName() {
    String given = name();
    try {
      Path path = Path.of(given);
      return !given.equals(DEFAULT_MODEL) && Files.exists(path)
          ? path.toAbsolutePath().normalize().toString()
          : given;
    } catch (InvalidPathException e) {
      return given;
    }
  }

  /** Loads the model that was given, or else the one that made an index. */
  ClipModel loadLike(ModelIdentity made, PrintWriter err, boolean verbose) throws IOException {
    if (!isGiven()) {
      name = made.name();
    }
    return load(err, verbose);
  }

  /** Loads the model; in precision {@code auto} unless told otherwise. */
  ClipModel load(PrintWriter err, boolean verbose) throws IOException {
    return load(err, verbose, Precision.AUTO);
  }

  /** Loads the model; in fp32 unless told otherwise. */
  ClipModel loadFp32(PrintWriter err, boolean verbose) throws IOException {
    return load(err, verbose, Precision.FP32);
  }

  private ClipModel load(PrintWriter err, boolean verbose, Precision unlessTold)
      throws IOException {
    ClipModelBuilder builder =
        ClipModel.builder()
            .model(locate(name(), err))
            .imagePrecision(imagePrecision(unlessTold))
            .textPrecision(textPrecision(unlessTold))
            .onProgress(new ProgressLine(err, "preparing " + name()));
    if (config != null) {
      builder.configFile(config);
    }
    ClipModel clip = builder.load();
    if (verbose) {
      err.printf(
          Locale.ROOT,
          "clip: %s, %,d parameters, precision %s (%s)%n",
          name(),
          clip.parameterCount(),
          clip.precisionChoice().describe(),
          clip.precisionChoice().reason());
    }
    return clip;
  }

  /** What {@code --image-precision} says, else {@code --precision}. */
  Precision imagePrecision(Precision unlessTold) {
    return imagePrecision != null ? imagePrecision : precision(unlessTold);
  }

  /** What {@code --text-precision} says, else {@code --precision}. */
  Precision textPrecision(Precision unlessTold) {
    return textPrecision != null ? textPrecision : precision(unlessTold);
  }

  private Precision precision(Precision unlessTold) {
    return precision == null ? unlessTold : precision;
  }

  /** Opens the files of a model without starting the engine. */
  Checkpoint openCheckpoint(String nameOrPath, PrintWriter err) throws IOException {
    return Checkpoint.open(locate(nameOrPath, err), checkpointOptions());
  }

  CheckpointOptions checkpointOptions() {
    CheckpointOptions options = CheckpointOptions.defaults();
    return config == null ? options : options.withConfigFile(config);
  }

  /** The files of a model, downloaded if need be; how far that is, is told on standard error. */
  Path locate(String nameOrPath, PrintWriter err) throws IOException {
    if (nameOrPath.equals(DEFAULT_MODEL)) {
      return ModelLocator.locate(nameOrPath);
    }
    return ModelLocator.locate(nameOrPath, hub.client(err));
  }
}
