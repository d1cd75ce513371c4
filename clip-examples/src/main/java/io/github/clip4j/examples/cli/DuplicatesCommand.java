package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.search.DuplicateGroup;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.IndexEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clip duplicates}: groups of pictures that look nearly the same. */
@Command(
    name = "duplicates",
    description = "Find pictures of an index that are the same or nearly so.",
    mixinStandardHelpOptions = true)
final class DuplicatesCommand implements Callable<Integer> {
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(paramLabel = "INDEX", description = "The folder of the index.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path index;

  @Option(
      names = "--min",
      paramLabel = "SCORE",
      defaultValue = "0.97",
      description = "The least cosine of two pictures in a group (default: ${DEFAULT-VALUE}).")
  private double min;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!(min > 0 && min <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--min must be above 0 and at most 1, a cosine: " + min);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (ImageIndex open = ImageIndex.open(index)) {
      List<DuplicateGroup> groups = open.duplicates(min);
      for (DuplicateGroup group : groups) {
        if (output.json()) {
          out.println(OutputOptions.line(json(group)));
        } else {
          print(group, out);
        }
      }
      if (groups.isEmpty() && !output.json()) {
        out.println("no duplicates");
      }
    }
    return 0;
  }

  private static void print(DuplicateGroup group, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%d pictures, %s%n",
        group.entries().size(),
        group.identical()
            ? "the same file"
            : String.format(Locale.ROOT, "cosine at least %.3f", group.leastSimilarity()));
    for (IndexEntry entry : group.entries()) {
      out.println("  " + OutputOptions.printable(entry.path()));
    }
  }

  private static JsonObject json(DuplicateGroup group) {
    JsonArray paths = new JsonArray();
    group.entries().forEach(entry -> paths.add(entry.path()));
    JsonObject object = new JsonObject();
    object.add("paths", paths);
    object.addProperty("identical", group.identical());
    object.addProperty("least_similarity", group.leastSimilarity());
    return object;
  }
}
