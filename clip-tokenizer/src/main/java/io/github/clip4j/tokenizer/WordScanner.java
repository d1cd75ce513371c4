package io.github.clip4j.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * Splits a cleaned text into words. The specification, case ignored in the Python dialects:
 *
 * <pre>{@code
 * <start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
 * }</pre>
 *
 * <p>Works on valid UTF-8. Call {@link #next} until it says no; {@link #start} and {@link #end}
 * then tell of the word found. One scanner is for one text and one thread.
 */
final class WordScanner {
  private static final byte[] ASCII = new byte[128];

  static {
    for (int c = 0; c < 128; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      ASCII[c] =
          letter
              ? CharacterKinds.LETTER
              : c >= '0' && c <= '9'
                  ? CharacterKinds.NUMBER
                  : c == ' ' || (c >= 9 && c <= 13) ? CharacterKinds.SPACE : CharacterKinds.OTHER;
    }
  }

  /** The rules that differ between the dialects. */
  static final class Rules {
    private final boolean python;
    private final byte[][] specials;

    private Rules(boolean python, byte[][] specials) {
      this.python = python;
      this.specials = specials;
    }

    static Rules of(TokenizerDialect dialect) {
      return new Rules(
          dialect != TokenizerDialect.HUGGING_FACE,
          new byte[][] {ascii(dialect.startOfText()), ascii(dialect.endOfText())});
    }

    /** What the start and the end token read in a text. */
    byte[][] specials() {
      return specials;
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final Rules rules;
  private final byte[] utf8;
  private final int length;
  private int start;
  private int end;

  /** Where no word may pass over: the end of the text, or of a special token spelled in it. */
  private int stop;

  /** Width in bytes of the character that {@link #kindAt} saw last. */
  private int width;

  WordScanner(Rules rules, byte[] utf8, int from, int to) {
    this.rules = rules;
    this.utf8 = utf8;
    this.length = to;
    this.end = from;
    this.stop = to;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  boolean next() {
    byte[] bytes = utf8;
    int to = length;
    int at = end;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    // Nearly all words are plain letters; this loop is where the time goes.
    int first = at;
    while (at < to && bytes[at] >= 0 && ASCII[bytes[at]] == CharacterKinds.LETTER) {
      at++;
    }
    if (at > first && (at == to || bytes[at] >= 0)) {
      start = first;
      end = at;
      return true;
    }
    return nextOfAnyKind(first);
  }

  private boolean nextOfAnyKind(int from) {
    int at = from;
    byte kind = CharacterKinds.SPACE;
    while (at < length && (kind = kindAt(at)) == CharacterKinds.SPACE) {
      at += width;
    }
    if (at >= length) {
      end = length;
      return false;
    }
    start = at;
    stop = at >= stop ? length : stop;
    if (utf8[at] == '<' || utf8[at] == '\'') {
      int fixed = utf8[at] == '<' ? specialLength(at) : contractionLength(at);
      if (fixed > 0 && (rules.python || utf8[at] == '\'')) {
        end = at + fixed;
        return true;
      }
      // Hugging Face takes real special tokens out beforehand; what looks like one by now was in
      // capitals, and is split once more, within its bounds.
      stop = fixed > 0 ? at + fixed : stop;
    }
    do {
      at += width;
    } while (kind != CharacterKinds.NUMBER && at < stop && kindAt(at) == kind);
    end = at;
    return true;
  }

  private byte kindAt(int at) {
    byte b = utf8[at];
    if (b >= 0) {
      width = 1;
      return ASCII[b];
    }
    // The lead byte's leading ones say how many bytes the character takes.
    width = b < (byte) 0xE0 ? 2 : b < (byte) 0xF0 ? 3 : 4;
    int c = b & (0x7F >> width);
    for (int i = 1; i < width; i++) {
      c = (c << 6) | (utf8[at + i] & 0x3F);
    }
    return (rules.python ? CharacterKinds.python() : CharacterKinds.huggingFace()).of(c);
  }

  private int specialLength(int at) {
    for (byte[] special : rules.specials) {
      int length = matchLength(at, special);
      if (length > 0) {
        return length;
      }
    }
    return 0;
  }

  private int contractionLength(int at) {
    if (at + 1 >= length) {
      return 0;
    }
    if (isLongS(at + 1)) {
      return 3;
    }
    return switch (fold(utf8[at + 1])) {
      case 's', 't', 'm', 'd' -> 2;
      case 'r', 'v' -> at + 2 < length && fold(utf8[at + 2]) == 'e' ? 3 : 0;
      case 'l' -> at + 2 < length && fold(utf8[at + 2]) == 'l' ? 3 : 0;
      default -> 0;
    };
  }

  private int fold(byte b) {
    return rules.python && b >= 'A' && b <= 'Z' ? b + 32 : b;
  }

  /** U+017F is an s where case is ignored. */
  private boolean isLongS(int at) {
    return rules.python
        && at + 1 < length
        && utf8[at] == (byte) 0xC5
        && utf8[at + 1] == (byte) 0xBF;
  }

  private int matchLength(int from, byte[] special) {
    int at = from;
    for (byte wanted : special) {
      if (at < length && fold(utf8[at]) == wanted) {
        at++;
      } else if (wanted == 's' && isLongS(at)) {
        at += 2;
      } else {
        return 0;
      }
    }
    return at - from;
  }
}
