package io.github.clip4j.examples.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command of a shell block: words with quotes taken off. Of the shell's language the documents
 * use quotes, {@code \} at the end of a line, {@code &&}, {@code NAME=VALUE} in front, {@code >
 * FILE} and comments; anything else is refused, so that no reader needs more.
 *
 * @param where document and line
 * @param words the program and its arguments
 * @param into the file behind {@code >}
 * @param status what the command ends with: 0, unless the comment behind it says {@code # status 2}
 */
record ShellCommand(String where, List<String> words, @Nullable String into, int status) {
  private static final Pattern STATUS = Pattern.compile("\\bstatus (\\d)");

  String program() {
    return words.get(0);
  }

  List<String> arguments() {
    return words.subList(1, words.size());
  }

  /** The commands of a block or a line, in their order. */
  static List<ShellCommand> parse(String where, String text) {
    return new Parser(where, text).commands();
  }

  private static final class Parser {
    private final String where;
    private final String text;
    private final List<ShellCommand> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private @Nullable StringBuilder word;
    private int next;

    Parser(String where, String text) {
      this.where = where;
      this.text = text.replace("\\\n", " ");
    }

    List<ShellCommand> commands() {
      while (next < text.length()) {
        char c = text.charAt(next++);
        switch (c) {
          case ' ' -> endWord();
          case '\n', ';' -> endCommand(0);
          case '\'', '"' -> quoted(c);
          case '&' -> and();
          case '#' -> comment();
          case '|', '<', '`', '\\' -> throw refused(c);
          default -> letter(c);
        }
      }
      endCommand(0);
      return commands;
    }

    private void letter(char c) {
      if (word == null) {
        word = new StringBuilder();
      }
      word.append(c);
    }

    private void quoted(char quote) {
      int end = text.indexOf(quote, next);
      if (end < 0) {
        throw new AssertionError(where + ": a quote has no end: " + text);
      }
      if (word == null) {
        word = new StringBuilder();
      }
      word.append(text, next, end);
      next = end + 1;
    }

    private void and() {
      if (next >= text.length() || text.charAt(next++) != '&') {
        throw refused('&');
      }
      endCommand(0);
    }

    private void comment() {
      if (word != null) {
        letter('#');
        return;
      }
      int end = text.indexOf('\n', next);
      String comment = text.substring(next, end < 0 ? text.length() : end);
      next = end < 0 ? text.length() : end + 1;
      Matcher status = STATUS.matcher(comment);
      endCommand(status.find() ? Integer.parseInt(status.group(1)) : 0);
    }

    private void endWord() {
      if (word != null) {
        words.add(word.toString());
        word = null;
      }
    }

    private void endCommand(int status) {
      endWord();
      while (!words.isEmpty() && words.get(0).matches("\\w+=.*")) {
        words.remove(0);
      }
      int arrow = words.indexOf(">");
      String into = arrow < 0 ? null : words.get(arrow + 1);
      List<String> kept = List.copyOf(arrow < 0 ? words : words.subList(0, arrow));
      if (!kept.isEmpty()) {
        commands.add(new ShellCommand(where, kept, into, status));
      }
      words = new ArrayList<>();
    }

    private AssertionError refused(char c) {
      return new AssertionError(
          where + ": shell blocks keep to plain commands, without " + c + ": " + text);
    }
  }
}
