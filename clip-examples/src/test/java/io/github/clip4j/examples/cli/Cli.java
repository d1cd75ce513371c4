package io.github.clip4j.examples.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;

/** Runs the command within the test and keeps what it said. */
final class Cli {
  /** What a run left: its exit status, standard output and standard error. */
  record Result(int status, String out, String err) {
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
