package io.github.clip4j.tokenizer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text fixing as {@code ftfy.fix_text} of ftfy 6.3 does it by default (Robyn Speer, Apache-2.0; see
 * NOTICE): HTML entities, mojibake, C1 controls, ligatures, character width, quotes, line breaks,
 * surrogates, terminal escapes, control characters, NFC; again and again until nothing changes.
 */
final class TextFixer {
  /** Longer lines are fixed in pieces, which bounds the time. */
  private static final int LONGEST_SEGMENT = 1_000_000;

  private static final char ESCAPE = '\u001B';
  private static final CodePointSet DIGITS = UnicodeTables.INSTANCE.set("python.decimal");
  private static final CodePointSet REMOVED =
      CodePointSet.parse("0-8 B E-1F 7F 206A-206F FEFF FFF9-FFFC");
  private static final Map<Character, String> LIGATURES = new HashMap<>();
  private static final Map<Character, String> WIDTHS = new HashMap<>();

  static {
    for (String line : DataFile.lines("mojibake.txt")) {
      int tab = line.indexOf('\t');
      if (line.startsWith("ligature ")) {
        put(LIGATURES, line.substring("ligature ".length(), tab), line.substring(tab + 1));
      } else if (line.startsWith("width ")) {
        put(WIDTHS, line.substring("width ".length(), tab), line.substring(tab + 1));
      }
    }
  }

  private TextFixer() {}

  static String fix(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean unescape = true;
    int at = 0;
    while (at < text.length()) {
      int end = segmentEnd(text, at);
      String segment = text.substring(at, end);
      // A text with tags is HTML, in which entities are meant; that holds for the lines below, too.
      unescape &= segment.indexOf('<') < 0;
      out.append(fixSegment(segment, unescape));
      at = end;
    }
    return out.toString();
  }

  private static int segmentEnd(String text, int at) {
    int lineFeed = text.indexOf('\n', at);
    int end = lineFeed < 0 ? text.length() : lineFeed + 1;
    if (end - at > LONGEST_SEGMENT && text.codePointCount(at, end) > LONGEST_SEGMENT) {
      return text.offsetByCodePoints(at, LONGEST_SEGMENT);
    }
    return end;
  }

  private static String fixSegment(String segment, boolean unescape) {
    String text = segment;
    while (true) {
      String before = text;
      if (unescape) {
        text = HtmlEntities.unescapeStrictly(text);
      }
      text = Mojibake.repair(text);
      text = Mojibake.fixC1Controls(text);
      text = replace(text, LIGATURES);
      text = replace(text, WIDTHS);
      text = uncurlQuotes(text);
      text = fixLineBreaks(text);
      text = fixSurrogates(text);
      text = removeTerminalEscapes(text);
      text = removeControlCharacters(text);
      text = Normalization.python().nfc(text);
      if (text.equals(before)) {
        return text;
      }
    }
  }

  private static void put(Map<Character, String> map, String codePoint, String value) {
    map.put((char) Integer.parseInt(codePoint, 16), DataFile.text(value));
  }

  private static String replace(String text, Map<Character, String> map) {
    @Nullable StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      @Nullable String value = c < 0x100 ? null : map.get(c);
      if (value != null && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (out != null) {
        if (value == null) {
          out.append(c);
        } else {
          out.append(value);
        }
      }
    }
    return out == null ? text : out.toString();
  }

  private static String uncurlQuotes(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= '\u201C' && c <= '\u201F') {
        out.setCharAt(i, '"');
      } else if (c == '\u02BC' || (c >= '\u2018' && c <= '\u201B')) {
        out.setCharAt(i, '\'');
      }
    }
    return out.toString();
  }

  private static String fixLineBreaks(String text) {
    return text.replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace('\u2028', '\n')
        .replace('\u2029', '\n')
        .replace('\u0085', '\n');
  }

  /** Lone surrogates become U+FFFD; pairs are characters already. */
  static String fixSurrogates(String text) {
    @Nullable StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      int c = text.codePointAt(i);
      if (c >= 0x10000) {
        i++;
      } else if (c >= 0xD800 && c <= 0xDFFF) {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, '\uFFFD');
      }
    }
    return out == null ? text : out.toString();
  }

  /** As the expression {@code \x1B\[(\d|;)*[a-zA-Z]}. */
  private static String removeTerminalEscapes(String text) {
    if (text.indexOf(ESCAPE) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = terminalEscapeEnd(text, i);
      if (end < 0) {
        out.append(text.charAt(i++));
      } else {
        i = end;
      }
    }
    return out.toString();
  }

  private static int terminalEscapeEnd(String text, int at) {
    if (!text.startsWith("\u001B[", at)) {
      return -1;
    }
    int i = at + 2;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c != ';' && !DIGITS.contains(c)) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? i + 1 : -1;
      }
      i += Character.charCount(c);
    }
    return -1;
  }

  private static String removeControlCharacters(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean harmless = (c >= 0x20 && c < 0x7F) || (c > 0x7F && c < 0x206A);
      if (harmless || !REMOVED.contains(c)) {
        out.append(c);
      }
    }
    return out.toString();
  }
}
