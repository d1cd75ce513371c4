package io.github.clip4j.tokenizer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTML character references after the rules of HTML 5, section "named character references", with
 * the corner cases of Python's {@code html.unescape} and the stricter reading that ftfy does.
 */
final class HtmlEntities {
  private static final String REPLACEMENT = "\uFFFD";
  private static final int LONGEST_NAME = 32;
  private static final int LONGEST_STRICT = 24;

  /** Names as after the ampersand, most with their semicolon: "amp;" and, for some, "amp". */
  private static final Map<String, String> NAMED = new HashMap<>();

  /** Names in capitals that only {@link #unescapeStrictly} reads: "NTILDE;". */
  private static final Map<String, String> CAPITALS = new HashMap<>();

  private static final Map<Integer, String> NUMBERED = new HashMap<>();
  private static final CodePointSet DROPPED;

  static {
    String dropped = "";
    for (String line : DataFile.lines("entities.txt")) {
      int tab = line.indexOf('\t');
      String name = line.substring(0, tab);
      String value = line.substring(tab + 1);
      switch (name.charAt(0)) {
        case '^' -> CAPITALS.put(name.substring(1), DataFile.text(value));
        case '#' -> NUMBERED.put(Integer.parseInt(name.substring(1), 16), DataFile.text(value));
        case '-' -> dropped = value;
        default -> NAMED.put(name, DataFile.text(value));
      }
    }
    DROPPED = CodePointSet.parse(dropped);
  }

  private HtmlEntities() {}

  /**
   * Everything that a browser would read, names without semicolon included. As the expression
   * {@code &(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)}.
   */
  static String unescape(String text) {
    int ampersand = text.indexOf('&');
    if (ampersand < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    while (ampersand >= 0) {
      int end = referenceEnd(text, ampersand + 1);
      if (end > 0) {
        out.append(text, done, ampersand);
        out.append(value(text.substring(ampersand + 1, end)));
        done = end;
      }
      ampersand = text.indexOf('&', Math.max(end, ampersand + 1));
    }
    return out.append(text, done, text.length()).toString();
  }

  /** Only what surely is a reference: {@code &#?[0-9A-Za-z]{1,24};}, known names alone. */
  static String unescapeStrictly(String text) {
    int ampersand = text.indexOf('&');
    if (ampersand < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    for (; ampersand >= 0; ampersand = text.indexOf('&', Math.max(done, ampersand + 1))) {
      int start = ampersand + 1;
      boolean numbered = start < text.length() && text.charAt(start) == '#';
      int end = numbered ? start + 1 : start;
      int name = end;
      while (end < text.length() && end - name < LONGEST_STRICT && isAsciiAlnum(text.charAt(end))) {
        end++;
      }
      if (end == name || end == text.length() || text.charAt(end) != ';') {
        continue;
      }
      end++;
      @Nullable String value = strictValue(text.substring(start, end), numbered);
      if (value != null) {
        out.append(text, done, ampersand).append(value);
        done = end;
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  private static @Nullable String strictValue(String reference, boolean numbered) {
    if (numbered) {
      String value = unescape("&" + reference);
      return value.indexOf(';') >= 0 ? null : value;
    }
    @Nullable String named = NAMED.get(reference);
    return named != null ? named : CAPITALS.get(reference);
  }

  /** The end of the reference whose text starts at {@code at}, or -1. */
  private static int referenceEnd(String text, int at) {
    int n = text.length();
    int i = at;
    if (i < n && text.charAt(i) == '#') {
      i++;
      boolean hex = i < n && (text.charAt(i) == 'x' || text.charAt(i) == 'X');
      int digits = hex ? ++i : i;
      while (i < n && Character.digit(text.charAt(i), hex ? 16 : 10) >= 0 && text.charAt(i) < 128) {
        i++;
      }
      if (i == digits) {
        return -1;
      }
    } else {
      int count = 0;
      while (i < n && count < LONGEST_NAME && "\t\n\f <&#;".indexOf(text.charAt(i)) < 0) {
        i += Character.charCount(text.codePointAt(i));
        count++;
      }
      if (count == 0) {
        return -1;
      }
    }
    return i < n && text.charAt(i) == ';' ? i + 1 : i;
  }

  private static String value(String reference) {
    if (reference.charAt(0) == '#') {
      return numbered(reference);
    }
    @Nullable String whole = NAMED.get(reference);
    if (whole != null) {
      return whole;
    }
    for (int length = reference.length() - 1; length > 1; length--) {
      @Nullable String prefix = NAMED.get(reference.substring(0, length));
      if (prefix != null) {
        return prefix + reference.substring(length);
      }
    }
    return "&" + reference;
  }

  private static String numbered(String reference) {
    boolean hex = reference.length() > 1 && (reference.charAt(1) | 0x20) == 'x';
    int radix = hex ? 16 : 10;
    int number = 0;
    for (int i = hex ? 2 : 1; i < reference.length() && reference.charAt(i) != ';'; i++) {
      // Stops growing once beyond Unicode; the digits may go on for megabytes.
      number = Math.min(number * radix + Character.digit(reference.charAt(i), radix), 0x110000);
    }
    @Nullable String special = NUMBERED.get(number);
    if (special != null) {
      return special;
    }
    if (number > Character.MAX_CODE_POINT || (number >= 0xD800 && number <= 0xDFFF)) {
      return REPLACEMENT;
    }
    return DROPPED.contains(number) ? "" : Character.toString(number);
  }

  private static boolean isAsciiAlnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
