package io.github.clip4j.tokenizer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Repairs text that was written as UTF-8 and read in a single-byte charset, with the tables and the
 * order of steps of ftfy 6.3 (Robyn Speer, Apache-2.0; see NOTICE): guess the charset, write the
 * bytes again, read them as UTF-8.
 *
 * <p>Bytes travel as strings of U+0000 to U+00FF here, so that the expressions about them can be
 * written down as such. Only texts that look broken come this far, so speed is of no concern.
 */
final class Mojibake {
  /** UTF-8 sequences in which a byte A0 became a space. */
  private static final Pattern ALTERED_UTF8 =
      Pattern.compile(
          "[\u00c2\u00c3\u00c5\u00ce\u00d0\u00d9] "
              + "|[\u00e2\u00e3] [\u0080-\u0084\u0086-\u009f\u00a1-\u00bf]"
              + "|[\u00e0-\u00e3][\u0080-\u0084\u0086-\u009f\u00a1-\u00bf] "
              + "|\u00f0 [\u0080-\u00bf][\u0080-\u00bf]"
              + "|\u00f0[\u0080-\u00bf] [\u0080-\u00bf]"
              + "|\u00f0[\u0080-\u00bf][\u0080-\u00bf] ");

  /** "à" that lost its A0 and is a word of its own: the space stays, too. */
  private static final Pattern A_GRAVE_WORD = Pattern.compile("\u00c3 (?! |quele|quela|quilo|s )");

  /** UTF-8 and CESU-8 sequences with bytes lost, which are 1A or a question mark. */
  private static final Pattern LOSSY_UTF8 =
      Pattern.compile(
          "[\u00c2-\u00df]\u001a"
              + "|[\u00c2-\u00c3][?]"
              + "|\u00ed[\u00a0-\u00af][\u001a?]\u00ed[\u00b0-\u00bf][\u001a?\u0080-\u00bf]"
              + "|\u00ed[\u00a0-\u00af][\u001a?\u0080-\u00bf]\u00ed[\u00b0-\u00bf][\u001a?]"
              + "|[\u00e0-\u00ef][\u001a?][\u001a\u0080-\u00bf]"
              + "|[\u00e0-\u00ef][\u001a\u0080-\u00bf][\u001a?]"
              + "|[\u00f0-\u00f4][\u001a?][\u001a\u0080-\u00bf][\u001a\u0080-\u00bf]"
              + "|[\u00f0-\u00f4][\u001a\u0080-\u00bf][\u001a?][\u001a\u0080-\u00bf]"
              + "|[\u00f0-\u00f4][\u001a\u0080-\u00bf][\u001a\u0080-\u00bf][\u001a?]"
              + "|\u001a");

  private static final String REPLACEMENT_BYTES = "\u00ef\u00bf\u00bd";

  /** In the order in which they are tried; the first is Latin-1. */
  private static final List<Charset8> CHARSETS = new ArrayList<>();

  private static final Map<String, CodePointSet> CLUES = new HashMap<>();
  private static final UnlikelyNeighbours UNLIKELY;
  private static final Charset8 WINDOWS_1252;

  static {
    List<String> rules = new ArrayList<>();
    for (String line : DataFile.lines("mojibake.txt")) {
      int space = line.indexOf(' ');
      int tab = line.indexOf('\t');
      switch (line.substring(0, space)) {
        case "charset" ->
            CHARSETS.add(
                new Charset8(
                    line.substring(space + 1, tab), DataFile.text(line.substring(tab + 1))));
        case "clue" ->
            CLUES.put(line.substring(space + 1, tab), CodePointSet.parse(line.substring(tab + 1)));
        case "bad" -> rules.add(line.substring(space + 1));
        default -> {}
      }
    }
    UNLIKELY = new UnlikelyNeighbours(rules);
    WINDOWS_1252 = CHARSETS.get(1);
  }

  private Mojibake() {}

  /** Repairs until nothing changes any more. */
  static String repair(String text) {
    String current = text;
    while (true) {
      String next = repairOnce(current);
      if (next.equals(current)) {
        return current;
      }
      current = next;
    }
  }

  /** C1 control characters as the Windows-1252 characters that they were meant to be. */
  static String fixC1Controls(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= 0x80 && c <= 0x9F) {
        out.setCharAt(i, WINDOWS_1252.decode(c));
      }
    }
    return out.toString();
  }

  private static String repairOnce(String text) {
    if (isAscii(text) || !UNLIKELY.occurIn(text)) {
      return text;
    }
    byte @Nullable [] latin1 = null;
    for (Charset8 charset : CHARSETS) {
      byte @Nullable [] bytes = charset.encode(text);
      if (bytes != null) {
        @Nullable String read = readAsUtf8(new String(bytes, StandardCharsets.ISO_8859_1), charset);
        if (read != null) {
          return read;
        }
        latin1 = charset == CHARSETS.get(0) ? bytes : latin1;
      }
    }
    String inconsistent = repairParts(text);
    if (!inconsistent.equals(text)) {
      return inconsistent;
    }
    if (latin1 != null) {
      @Nullable String windows = windows1252(text);
      if (windows != null && !windows.equals(text)) {
        return windows;
      }
    }
    return fixC1Controls(text);
  }

  private static @Nullable String readAsUtf8(String bytes, Charset8 charset) {
    String fixed = bytes;
    // In MacRoman the pattern would match an en dash before a space.
    if (!charset.name().equals("macroman") && ALTERED_UTF8.matcher(fixed).find()) {
      fixed = A_GRAVE_WORD.matcher(fixed).replaceAll("\u00c3\u00a0 ");
      fixed = ALTERED_UTF8.matcher(fixed).replaceAll(match -> match.group().replace(' ', '\u00a0'));
    }
    if (charset.isSloppy()) {
      fixed = LOSSY_UTF8.matcher(fixed).replaceAll(REPLACEMENT_BYTES);
    }
    try {
      return fixed.indexOf(0xED) >= 0 || fixed.indexOf(0xC0) >= 0
          ? decodeVariants(fixed)
          : decode(fixed);
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String decode(String bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
        .toString();
  }

  /** UTF-8 with surrogate pairs (CESU-8) and Java's two-byte zero allowed. */
  private static final Pattern VARIANT =
      Pattern.compile(
          // Before a last line feed the reference takes that one for the missing byte.
          "\u00c0(?:\u0080|\n\\z)"
              + "|\u00ed[\u00a0-\u00af][\u0080-\u00bf]\u00ed[\u00b0-\u00bf](?:[\u0080-\u00bf]|\n\\z)");

  private static String decodeVariants(String bytes) throws CharacterCodingException {
    StringBuilder out = new StringBuilder();
    Matcher variant = VARIANT.matcher(bytes);
    int done = 0;
    while (variant.find()) {
      out.append(decode(bytes.substring(done, variant.start())));
      int at = variant.start();
      done = variant.end();
      if (done - at == 2) {
        out.append('\0');
      } else {
        out.appendCodePoint(
            ((bytes.charAt(at + 1) & 0x0F) << 16)
                + ((bytes.charAt(at + 2) & 0x3F) << 10)
                + ((bytes.charAt(at + 4) & 0x0F) << 6)
                + (bytes.charAt(at + 5) & 0x3F)
                + 0x10000);
      }
    }
    return out.append(decode(bytes.substring(done))).toString();
  }

  /** Null where a byte has no meaning in Windows-1252. */
  private static @Nullable String windows1252(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // In the sloppy table an unassigned byte is itself.
      if (c >= 0x80 && c <= 0x9F && WINDOWS_1252.decode(c) == c) {
        return null;
      }
    }
    return fixC1Controls(text);
  }

  /**
   * Repairs stretches that look like UTF-8 in a text that is otherwise sound: one or more of a lead
   * character and its continuations, not right after a continuation.
   */
  private static String repairParts(String text) {
    CodePointSet strict = clue("utf8_continuation_strict");
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = i > 0 && strict.contains(text.charAt(i - 1)) ? i : sequencesEnd(text, i);
      if (end == i) {
        out.append(text.charAt(i++));
        continue;
      }
      String part = text.substring(i, end);
      // A part as long as the text would come back here for ever.
      boolean repairable = part.length() < text.length() && UNLIKELY.occurIn(part);
      out.append(repairable ? repair(part) : part);
      i = end;
    }
    return out.toString();
  }

  private static int sequencesEnd(String text, int from) {
    int end = from;
    while (true) {
      int next = end;
      for (int length = 2; length <= 4 && next == end; length++) {
        next = sequenceEnd(text, end, length);
      }
      if (next == end) {
        return end;
      }
      end = next;
    }
  }

  private static int sequenceEnd(String text, int at, int length) {
    if (at + length > text.length() || !clue("utf8_first_of_" + length).contains(text.charAt(at))) {
      return at;
    }
    CodePointSet continuation = clue("utf8_continuation");
    for (int i = at + 1; i < at + length; i++) {
      if (!continuation.contains(text.charAt(i))) {
        return at;
      }
    }
    return at + length;
  }

  private static CodePointSet clue(String name) {
    CodePointSet set = CLUES.get(name);
    if (set == null) {
      throw new IllegalStateException("mojibake.txt has no clue " + name);
    }
    return set;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
