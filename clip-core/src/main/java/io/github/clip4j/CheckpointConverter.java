package io.github.clip4j;

import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.checkpoint.CheckpointOptions;
import io.github.clip4j.torchscript.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.DoubleConsumer;

/**
 * Turns a checkpoint of any layout into a TorchScript archive file with the methods {@code
 * encode_image} and {@code encode_text}, which DJL and any other libtorch program load. {@link
 * ClipModel} does this by itself, into its cache; this is for people who want the file. Stateless
 * and thread-safe.
 *
 * @since 0.1.0
 */
public final class CheckpointConverter {
  private CheckpointConverter() {}

  /**
   * Converts with the checkpoint's own configuration and without reports of progress.
   *
   * @param checkpoint a folder or file of weights
   * @param archive the file to write; its folder is made if need be
   * @throws IOException if the checkpoint cannot be read or the archive not be written; the
   *     subclasses say which
   * @see #convert(Path, CheckpointOptions, Precision, Path, DoubleConsumer)
   */
  public static void convert(Path checkpoint, Path archive) throws IOException {
    Objects.requireNonNull(checkpoint, "checkpoint");
    convert(checkpoint, CheckpointOptions.defaults(), Precision.FP32, archive, done -> {});
  }

  /**
   * Converts. The archive appears in one step, complete, or not at all.
   *
   * @param checkpoint a folder or weight file, as {@link Checkpoint#open(Path)} takes it
   * @param options configuration file and image size
   * @param precision how matrices of both towers are stored and multiplied; AUTO lets this
   *     machine's processor decide
   * @param archive the file to make or replace; missing folders are made
   * @param progress told the part done so far, in [0, 1]
   * @throws IOException if the checkpoint is not usable, or reading or writing fails
   */
  public static void convert(
      Path checkpoint,
      CheckpointOptions options,
      Precision precision,
      Path archive,
      DoubleConsumer progress)
      throws IOException {
    Objects.requireNonNull(precision, "precision");
    convert(checkpoint, options, precision, precision, archive, progress);
  }

  /**
   * Converts with a precision for each tower. Where one is {@link Precision#AUTO} this machine's
   * processor decides, and vectors are not compared; name one if the file is for other machines.
   *
   * @param checkpoint a folder or file of weights
   * @param options which configuration to use and what else to check
   * @param imagePrecision how the image tower is to be computed
   * @param textPrecision how the text tower is to be computed
   * @param archive the file to write; its folder is made if need be
   * @param progress told the part done so far, in [0, 1]
   * @throws IOException if the checkpoint cannot be read or the archive not be written; the
   *     subclasses say which
   * @see #convert(Path, CheckpointOptions, Precision, Path, DoubleConsumer)
   */
  public static void convert(
      Path checkpoint,
      CheckpointOptions options,
      Precision imagePrecision,
      Precision textPrecision,
      Path archive,
      DoubleConsumer progress)
      throws IOException {
    Objects.requireNonNull(checkpoint, "checkpoint");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(imagePrecision, "imagePrecision");
    Objects.requireNonNull(textPrecision, "textPrecision");
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(progress, "progress");
    try (Checkpoint open = Checkpoint.open(checkpoint, options)) {
      Path folder = archive.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      PrecisionChoice auto = PrecisionChoice.auto(open.config());
      ArchiveWriter.write(
          open.config(),
          open.tensors(),
          (imagePrecision == Precision.AUTO ? auto.image() : imagePrecision).weights(false),
          (textPrecision == Precision.AUTO ? auto.text() : textPrecision).weights(false),
          archive,
          progress);
    }
  }
}
