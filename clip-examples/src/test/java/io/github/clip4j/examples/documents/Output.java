package io.github.clip4j.examples.documents;

import java.util.List;
import java.util.regex.Pattern;

/** What a document says that a command prints, compared with what it printed. */
final class Output {
  private static final Pattern PROGRESS =
      Pattern.compile("indexing: \\d+ of \\d+ pictures, .* left.*");

  private Output() {}

  /**
   * Whether both are equal, but for times and for the lines by which a slow machine says how far it
   * is; {@code …} in the document stands for something left out, {@code …/} for a folder or
   * nothing.
   */
  static boolean matches(String shown, String printed) {
    List<String> expected = shown.lines().toList();
    List<String> lines = printed.lines().filter(line -> !PROGRESS.matcher(line).matches()).toList();
    if (expected.size() != lines.size()) {
      return false;
    }
    for (int i = 0; i < lines.size(); i++) {
      if (!pattern(withoutTime(expected.get(i))).matcher(withoutTime(lines.get(i))).matches()) {
        return false;
      }
    }
    return true;
  }

  private static Pattern pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    for (String part : line.split("(?=…)|(?<=…/)|(?<=…)(?!/)", -1)) {
      switch (part) {
        case "…" -> pattern.append(".*?");
        case "…/" -> pattern.append("(?:.*?/)?");
        default -> pattern.append(Pattern.quote(part));
      }
    }
    return Pattern.compile(pattern.toString());
  }

  private static String withoutTime(String line) {
    return line.replaceAll(" in \\d+\\.\\d s\\b", " in a while");
  }
}
