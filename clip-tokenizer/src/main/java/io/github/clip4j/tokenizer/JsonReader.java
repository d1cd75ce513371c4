package io.github.clip4j.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON reader (RFC 8259) for vocabulary files: objects become maps, arrays lists, numbers
 * {@code Double}. Nesting is bounded, so that no file overflows the stack; errors name the line.
 */
final class JsonReader {
  private static final int DEEPEST = 64;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final String json;
  private int at;

  private JsonReader(String json) {
    this.json = json;
  }

  /**
   * The value that the text holds.
   *
   * @throws JsonException if it is not JSON
   */
  static @Nullable Object read(String json) throws JsonException {
    JsonReader reader = new JsonReader(json);
    Object value = reader.value(0);
    reader.skipSpace();
    if (reader.at < json.length()) {
      throw reader.error("nothing more");
    }
    return value;
  }

  private @Nullable Object value(int depth) throws JsonException {
    if (depth > DEEPEST) {
      throw error("at most " + DEEPEST + " levels of nesting");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) throws JsonException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return map;
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw error("a name in quotes");
      }
      String name = string();
      skipSpace();
      expect(':');
      map.put(name, value(depth + 1));
      skipSpace();
      if (peek() == '}') {
        at++;
        return map;
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) throws JsonException {
    List<@Nullable Object> list = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return list;
    }
    while (true) {
      list.add(value(depth + 1));
      skipSpace();
      if (peek() == ']') {
        at++;
        return list;
      }
      expect(',');
    }
  }

  private String string() throws JsonException {
    at++;
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        at--;
        throw error("a closing quote");
      }
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws JsonException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw error("an escape");
    };
  }

  private char unicode() throws JsonException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      // Java's digits are those of every script.
      int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw error("four hexadecimal digits");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private Double number() throws JsonException {
    int start = at;
    while (at < json.length() && "+-.0123456789eE".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
    String number = json.substring(start, at);
    if (!NUMBER.matcher(number).matches()) {
      at = start;
      throw error("a value");
    }
    return Double.valueOf(number);
  }

  private @Nullable Object word(String word, @Nullable Object value) throws JsonException {
    if (!json.startsWith(word, at)) {
      throw error("a value");
    }
    at += word.length();
    return value;
  }

  private void expect(char wanted) throws JsonException {
    if (peek() != wanted) {
      throw error("'" + wanted + "'");
    }
    at++;
  }

  /** The next character, or U+0000 at the end, which no rule wants. */
  private char peek() {
    return at < json.length() ? json.charAt(at) : '\0';
  }

  private void skipSpace() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  private JsonException error(String wanted) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(at, json.length()); i++) {
      if (json.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    String found = at < json.length() ? "'" + json.charAt(at) + "'" : "the end";
    return new JsonException(
        line, "column " + (at - lineStart + 1) + ": expected " + wanted + ", found " + found);
  }

  /** Not JSON. */
  static final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    JsonException(int line, String message) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }
}
