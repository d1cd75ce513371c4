package io.github.clip4j.examples.cli;

import com.google.gson.JsonObject;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.files.WholeFile;
import io.github.clip4j.hub.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip bundle}: a model as one file, to carry to a machine without a network. */
@Command(
    name = "bundle",
    description = {
      "Write a model as one file, to carry to a machine without a network.",
      "There, --model FILE loads it."
    },
    mixinStandardHelpOptions = true)
final class BundleCommand implements Callable<Integer> {
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final HubOptions hub = new HubOptions();

  @Parameters(paramLabel = "NAME", description = "The model, a name or a local file or folder.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private String name;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "For example b32.clip.zip")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path file;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    WholeFile.requirePlace(file);
    Path model =
        name.equals("starter")
            ? ModelLocator.locate(name)
            : ModelLocator.locate(name, hub.client(spec.commandLine().getErr()));
    ModelBundle.write(model, name, file);
    long bytes = Files.size(file);
    if (output.json()) {
      JsonObject object = new JsonObject();
      object.addProperty("model", name);
      object.addProperty("bundle", file.toString());
      object.addProperty("bytes", bytes);
      spec.commandLine().getOut().println(OutputOptions.line(object));
    } else {
      spec.commandLine().getOut().printf(Locale.ROOT, "%s (%,d bytes)%n", file, bytes);
    }
    return 0;
  }
}
