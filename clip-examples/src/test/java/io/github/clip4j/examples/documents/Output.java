package io.github.clip4j.examples.documents;

import java.util.regex.Pattern;

/** What a document says that a command prints, compared with what it printed. */
final class Output {
  private static final Pattern PROGRESS =
      Pattern.compile("indexing: \\d+ of \\d+ pictures, .* left.*");

  private Output() {}

  /**
   * Whether both are equal, but for times and for the lines by which a slow machine says how far it
   * is. In the document {@code …} stands for something left out, alone in its line for any number
   * of lines; {@code …/} for a folder or nothing.
   */
  static boolean matches(String shown, String printed) {
    StringBuilder pattern = new StringBuilder();
    for (String line : shown.lines().toList()) {
      pattern.append(line.equals("…") ? "(?:[^\\n]*\\n)*?" : pattern(withoutTime(line)) + "\\n");
    }
    StringBuilder text = new StringBuilder();
    printed
        .lines()
        .filter(line -> !PROGRESS.matcher(line).matches())
        .forEach(line -> text.append(withoutTime(line)).append('\n'));
    return Pattern.matches(pattern.toString(), text);
  }

  private static String pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    for (String part : line.split("(?=…)|(?<=…/)|(?<=…)(?!/)", -1)) {
      switch (part) {
        case "…" -> pattern.append("[^\\n]*?");
        case "…/" -> pattern.append("(?:[^\\n]*?/)?");
        default -> pattern.append(Pattern.quote(part));
      }
    }
    return pattern.toString();
  }

  private static String withoutTime(String line) {
    return line.replaceAll(" in \\d+\\.\\d s\\b", " in a while");
  }
}
