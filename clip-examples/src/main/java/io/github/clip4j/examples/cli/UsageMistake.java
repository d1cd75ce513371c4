package io.github.clip4j.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what was wrong with a command line, and what was probably meant. */
final class UsageMistake {
  private UsageMistake() {}

  static void print(ParameterException mistake, PrintWriter err) {
    List<String> unknown = unknown(mistake);
    if (mistake instanceof MissingParameterException && !unknown.isEmpty()) {
      // picocli complains of the missing --label first, where --lable was given.
      print(new UnmatchedArgumentException(mistake.getCommandLine(), unknown), err);
      return;
    }
    err.println("clip: " + mistake.getMessage());
    UnmatchedArgumentException.printSuggestions(mistake, err);
    unknown.stream()
        .filter(UsageMistake::isNoOption)
        .findFirst()
        .ifPresent(text -> err.println(remedy(text)));
  }

  /** What looks like an option and is none. */
  private static List<String> unknown(ParameterException mistake) {
    CommandLine.ParseResult parsed = mistake.getCommandLine().getParseResult();
    List<String> all =
        mistake instanceof UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched()
            : parsed == null ? List.<String>of() : parsed.unmatched();
    return all.stream().filter(text -> text.startsWith("-") && text.length() > 1).toList();
  }

  /** A text or a file whose name happens to begin with a minus. */
  private static boolean isNoOption(String text) {
    return text.contains(" ") || exists(text);
  }

  private static boolean exists(String name) {
    try {
      return Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String remedy(String text) {
    return exists(text)
        ? "A file of this name is ./" + text
        : "A text that begins with - goes behind all options and after --";
  }
}
