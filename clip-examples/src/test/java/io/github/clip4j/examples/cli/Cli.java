package io.github.clip4j.examples.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** Runs the command within the test and keeps what it said. */
public final class Cli {
  /** What a run left: its exit status, standard output and standard error. */
  public record Result(int status, String out, String err) {
    List<JsonObject> json() {
      return out.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }
  }

  private Cli() {}

  static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = ClipCommand.run(new PrintWriter(out), new PrintWriter(err, true), args);
    return new Result(status, out.toString(), err.toString());
  }

  /** The same as on a terminal, where messages stand between the results: all is in {@code out}. */
  public static Result onTerminal(String... args) {
    return onTerminal(new StringWriter(), args);
  }

  /** The same for a command that does not end by itself, to look at meanwhile. */
  public static Result onTerminal(StringWriter said, String... args) {
    PrintWriter terminal = new PrintWriter(said, true);
    int status = ClipCommand.run(terminal, terminal, args);
    return new Result(status, said.toString(), "");
  }

  /** The commands with their options, to look things up. */
  public static CommandLine commands() {
    return new CommandLine(new ClipCommand());
  }

  /** A file among the test resources. */
  static String resource(String name) {
    URL url = Cli.class.getResource(name);
    if (url == null) {
      throw new IllegalArgumentException("no resource " + name);
    }
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The tiny model of the goldens. */
  static String tinyModel() {
    return resource("/golden/vit_quickgelu/open_clip");
  }
}
