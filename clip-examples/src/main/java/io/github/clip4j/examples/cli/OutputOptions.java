package io.github.clip4j.examples.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How a command speaks. */
final class OutputOptions {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  /** Half of a character; UTF-8 has no bytes for it, so it would be written as a question mark. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\ud800-\\udfff]");

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

  /** A path for people on one line: control characters are escaped as in Java. */
  static String printable(String path) {
    StringBuilder text = new StringBuilder();
    path.chars()
        .forEach(
            c ->
                text.append(
                    Character.isISOControl(c)
                        ? String.format(Locale.ROOT, "\\u%04x", c)
                        : String.valueOf((char) c)));
    return text.toString();
  }

  /**
   * One line of JSON. Letters outside ASCII stay as they are; every character that some reader of
   * lines takes for a line end (Python's {@code splitlines} knows U+0085 and U+2028 besides the
   * ASCII ones) is escaped, so that one object is one line for all of them. Half characters are
   * too.
   */
  static String line(JsonObject object) {
    // Gson itself escapes everything below U+0020, and U+2028 and U+2029.
    String line = JSON.toJson(object).replace("\u0085", "\\u0085");
    return LONE_SURROGATE
        .matcher(line)
        .replaceAll(lone -> String.format(Locale.ROOT, "\\\\u%04x", (int) lone.group().charAt(0)));
  }
}
