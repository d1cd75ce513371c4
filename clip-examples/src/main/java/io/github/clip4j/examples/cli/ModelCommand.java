package io.github.clip4j.examples.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share: which model, in which form the results, and where they go. */
abstract class ModelCommand implements Callable<Integer> {
  @Mixin final OutputOptions output = new OutputOptions();

  @Mixin final ModelOptions model = new ModelOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  private CommandSpec spec;

  /** Receives results. */
  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Receives messages and progress. */
  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** One line about an input, after the results of those before it. */
  final void reportFailure(Exception failure) {
    out().flush();
    Failures.report(err(), failure, output.verbose());
  }

  /**
   * Says so where a precision was given to a command that runs no network: all commands take it.
   */
  final void hintAtPrecision() {
    if (model.isPrecisionGiven()) {
      err().println("clip: no network is run here, so a precision changes nothing");
    }
  }

  /** Says once, beside results for people, what the model that nobody chose is good for. */
  final void hintAtModel() {
    if (!model.isGiven() && !output.json()) {
      out().flush();
      err()
          .println(
              "(The starter is a small model for drawings; for photographs name a real one with"
                  + " --model.)");
    }
  }

  /** The model that was named, by the parameter or by {@code --model}; from now on it is meant. */
  final String nameOf(@Nullable String positional) {
    if (positional == null) {
      return model.name();
    }
    if (model.isGiven() && !positional.equals(model.name())) {
      throw usage("two models given: " + positional + " and " + model.name());
    }
    model.choose(positional);
    return positional;
  }

  /** Wrong usage: exit status 2. */
  final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
