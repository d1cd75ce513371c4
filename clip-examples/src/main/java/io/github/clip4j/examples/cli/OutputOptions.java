package io.github.clip4j.examples.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import picocli.CommandLine.Option;

/** How a command speaks. */
final class OutputOptions {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Results for people or for programs (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TEXT;

  @Option(
      names = "--verbose",
      description = "Say how the model is computed, and show the stack trace of an error.")
  private boolean verbose;

  /** The two forms of a result. */
  enum Format {
    TEXT,
    JSON
  }

  boolean json() {
    return format == Format.JSON;
  }

  boolean verbose() {
    return verbose;
  }

  /** One line of JSON; characters outside ASCII stay as they are. */
  static String line(JsonObject object) {
    return JSON.toJson(object);
  }
}
