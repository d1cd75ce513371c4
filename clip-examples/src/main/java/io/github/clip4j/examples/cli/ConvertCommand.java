package io.github.clip4j.examples.cli;

import com.google.gson.JsonObject;
import io.github.clip4j.CheckpointConverter;
import io.github.clip4j.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip convert}: a checkpoint to a TorchScript archive, for DJL or any libtorch program. */
@Command(
    name = "convert",
    description = {
      "Write a checkpoint as a TorchScript archive, DIR/clip.pt.",
      "Its methods are encode_image (float32 [B,3,S,S]) and encode_text (int64 [B,T])."
    },
    mixinStandardHelpOptions = true)
final class ConvertCommand extends ModelCommand {
  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "A checkpoint file or folder, or a name; the same as --model.")
  private @Nullable String positional;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Made if missing.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path folder;

  @Override
  public Integer call() throws IOException {
    String name = nameOf(positional);
    Path archive = folder.resolve("clip.pt");
    CheckpointConverter.convert(
        model.locate(name, err()),
        model.checkpointOptions(),
        model.imagePrecision(Precision.FP32),
        model.textPrecision(Precision.FP32),
        archive,
        new ProgressLine(err(), "converting " + name));
    long bytes = Files.size(archive);
    if (output.json()) {
      JsonObject object = new JsonObject();
      object.addProperty("model", name);
      object.addProperty("archive", archive.toString());
      object.addProperty("bytes", bytes);
      out().println(OutputOptions.line(object));
    } else {
      out().printf(Locale.ROOT, "%s (%,d bytes)%n", archive, bytes);
    }
    return 0;
  }
}
