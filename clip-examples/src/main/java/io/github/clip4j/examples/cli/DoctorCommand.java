package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.Doctor;
import io.github.clip4j.Doctor.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code clip doctor}: what this machine has and lacks; exit status 1 if something is to be done.
 */
@Command(
    name = "doctor",
    description = "Say what this machine has and lacks, and what to do about it.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private final OutputOptions output = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine();
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(OutputOptions.line(json(findings)));
    } else {
      for (Finding finding : findings) {
        out.printf(
            Locale.ROOT,
            "%-4s %-20s %s%n",
            finding.isProblem() ? "!!" : "ok",
            finding.topic(),
            finding.found());
        String remedy = finding.remedy();
        if (remedy != null) {
          out.println(("to do: " + remedy).indent(26).stripTrailing());
        }
      }
      long problems = findings.stream().filter(Finding::isProblem).count();
      out.println(
          problems == 0
              ? "All is well."
              : problems == 1
                  ? "One problem; what to do about it stands below its line."
                  : problems + " problems; what to do about each stands below its line.");
    }
    return findings.stream().anyMatch(Finding::isProblem) ? ClipCommand.EXIT_FAULT : 0;
  }

  private static JsonObject json(List<Finding> findings) {
    JsonArray array = new JsonArray();
    for (Finding finding : findings) {
      JsonObject object = new JsonObject();
      object.addProperty("topic", finding.topic());
      object.addProperty("found", finding.found());
      if (finding.remedy() != null) {
        object.addProperty("remedy", finding.remedy());
      }
      array.add(object);
    }
    JsonObject root = new JsonObject();
    root.addProperty("healthy", findings.stream().noneMatch(Finding::isProblem));
    root.add("findings", array);
    return root;
  }
}
