package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.hub.HubClient;
import io.github.clip4j.hub.ModelNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip download}: a model's files into the cache that Python's programs use too. */
@Command(
    name = "download",
    description = {
      "Fetch a model's files into the cache, and print where they are.",
      "NAME is owner/name[@revision], ViT-B-32/laion2b_s34b_b79k or openai:ViT-B/32."
    },
    mixinStandardHelpOptions = true)
final class DownloadCommand implements Callable<Integer> {
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final HubOptions hub = new HubOptions();

  @Parameters(paramLabel = "NAME", description = "The model.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private String name;

  @Option(
      names = "--repair",
      description = "Check every cached file against its hash and fetch damaged ones again.")
  private boolean repair;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    HubClient client = hub.client(spec.commandLine().getErr());
    String place = ModelNames.describe(name);
    List<String> repaired = repair ? ModelNames.repair(name, client) : List.of();
    Path path = ModelNames.resolve(name, client);
    if (output.json()) {
      JsonObject object = new JsonObject();
      object.addProperty("model", name);
      object.addProperty("place", place);
      object.addProperty("path", path.toString());
      if (repair) {
        JsonArray files = new JsonArray();
        repaired.forEach(files::add);
        object.add("repaired", files);
      }
      spec.commandLine().getOut().println(OutputOptions.line(object));
    } else {
      repaired.forEach(file -> spec.commandLine().getErr().println("repaired " + file));
      spec.commandLine().getOut().println(path);
    }
    return 0;
  }
}
