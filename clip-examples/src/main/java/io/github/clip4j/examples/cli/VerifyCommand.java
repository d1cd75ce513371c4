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
      "The starter brings open_clip's figures. For OpenAI's ViT-B/32 give --image CLIP.png, the",
      "diagram of its repository: its published probabilities are compared. For other models only",
      "token ids and what holds for every CLIP can be checked, and the last line says so."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand extends ModelCommand {
  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "A checkpoint file or folder, or a name; the same as --model.")
  private @Nullable String positional;

  @Option(
      names = {"--image", "--picture"},
      paramLabel = "CLIP.png",
      description = "The diagram of github.com/openai/CLIP.")
  private @Nullable Path picture;

  @Override
  public Integer call() throws IOException {
    String name = nameOf(positional);
    boolean starter = name.equals("starter");
    List<Check> checks;
    try (ClipModel clip = model.loadFp32(err(), output.verbose())) {
      ReferenceCheck check = new ReferenceCheck(clip);
      if (starter) {
        check.starter();
      }
      if (picture != null) {
        check.diagram(picture);
      }
      if (!starter && picture == null) {
        check.withoutReference();
      }
      checks = check.checks();
    }
    boolean allRight = checks.stream().allMatch(Check::ok);
    String reference = starter ? "open_clip" : picture != null ? "openai" : "none";
    if (output.json()) {
      out().println(OutputOptions.line(json(name, reference, allRight, checks)));
    } else {
      for (Check check : checks) {
        String difference = ": " + check.found() + ", expected " + check.expected();
        out().println(check.ok() ? "ok   " + check.what() : "!!   " + check.what() + difference);
      }
      out().println(conclusion(name, reference, allRight));
    }
    return allRight ? 0 : ClipCommand.EXIT_FAULT;
  }

  private static String conclusion(String name, String reference, boolean allRight) {
    if (!allRight) {
      return name + " differs";
    }
    return reference.equals("none")
        ? name
            + ": what was checked is right, but no reference figures come with this model, so that"
            + " its vectors were compared with nothing; they do with starter, and OpenAI's ViT-B/32"
            + " can be compared with --image CLIP.png"
        : name + " agrees with the reference";
  }

  private static JsonObject json(
      String name, String reference, boolean allRight, List<Check> checks) {
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
    root.addProperty("reference", reference);
    root.addProperty("verified", allRight && !reference.equals("none"));
    root.add("checks", array);
    return root;
  }
}
