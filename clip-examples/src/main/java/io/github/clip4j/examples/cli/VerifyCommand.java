package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.cli.ReferenceCheck.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip verify}: this machine's figures against those of the reference programs. */
@Command(
    name = "verify",
    description = {
      "Compare token ids, pixels and vectors with those of the reference programs.",
      "The starter brings open_clip's figures. For OpenAI's ViT-B/32 give --picture CLIP.png, the",
      "diagram of its repository: its published probabilities are compared."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand extends ModelCommand {
  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "A checkpoint file or folder, or a name; the same as --model.")
  private @Nullable String positional;

  @Option(
      names = "--picture",
      paramLabel = "CLIP.png",
      description = "The diagram of github.com/openai/CLIP.")
  private @Nullable Path picture;

  @Override
  public Integer call() throws IOException {
    String name = nameOf(positional);
    boolean starter = name.equals("starter");
    if (!starter && picture == null) {
      throw usage(
          "no reference figures come with "
              + name
              + "; they do with starter, and OpenAI's ViT-B/32 can be checked with --picture");
    }
    List<Check> checks;
    try (ClipModel clip = model.loadFp32(err(), output.verbose())) {
      ReferenceCheck check = new ReferenceCheck(clip);
      if (starter) {
        check.starter();
      }
      if (picture != null) {
        check.diagram(picture);
      }
      checks = check.checks();
    }
    boolean verified = checks.stream().allMatch(Check::ok);
    if (output.json()) {
      out().println(OutputOptions.line(json(name, verified, checks)));
    } else {
      for (Check check : checks) {
        String difference = ": " + check.found() + ", expected " + check.expected();
        out().println(check.ok() ? "ok   " + check.what() : "!!   " + check.what() + difference);
      }
      out().println(verified ? name + " agrees with the reference" : name + " differs");
    }
    return verified ? 0 : ClipCommand.EXIT_FAULT;
  }

  private static JsonObject json(String name, boolean verified, List<Check> checks) {
    JsonArray array = new JsonArray();
    for (Check check : checks) {
      JsonObject object = new JsonObject();
      object.addProperty("check", check.what());
      object.addProperty("found", check.found());
      object.addProperty("expected", check.expected());
      object.addProperty("ok", check.ok());
      array.add(object);
    }
    JsonObject root = new JsonObject();
    root.addProperty("model", name);
    root.addProperty("verified", verified);
    root.add("checks", array);
    return root;
  }
}
