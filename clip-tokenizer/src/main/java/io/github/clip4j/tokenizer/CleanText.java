package io.github.clip4j.tokenizer;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A cleaned text as UTF-8, of which the first {@code length} bytes count.
 *
 * <p>Plain ASCII without ampersands and control characters is the common case, and nothing in it is
 * ever fixed; it takes a short way that {@link TextCleaner} is spared.
 */
final class CleanText {
  private static final byte[] LOWER = table(true, false);
  private static final byte[] WHITESPACE = table(false, false);
  private static final byte[] HUGGING_FACE = table(true, true);

  private final byte[] utf8;
  private final int length;

  private CleanText(byte[] utf8, int length) {
    this.utf8 = utf8;
    this.length = length;
  }

  /** Not to be changed. */
  byte[] utf8() {
    return utf8;
  }

  int length() {
    return length;
  }

  static CleanText of(String text, TokenizerDialect dialect, TextCleaning cleaning) {
    @Nullable CleanText plain = plain(text, dialect, cleaning);
    return plain != null ? plain : encoded(thoroughly(text, dialect, cleaning));
  }

  /** The long way: right for every text. */
  static String thoroughly(String text, TokenizerDialect dialect, TextCleaning cleaning) {
    return dialect == TokenizerDialect.HUGGING_FACE
        ? TextCleaner.normalize(TextFixer.fixSurrogates(text))
        : TextCleaner.clean(text, cleaning);
  }

  String string() {
    return new String(utf8, 0, length, StandardCharsets.UTF_8);
  }

  private static CleanText encoded(String cleaned) {
    byte[] utf8 = cleaned.getBytes(StandardCharsets.UTF_8);
    return new CleanText(utf8, utf8.length);
  }

  private static @Nullable CleanText plain(
      String text, TokenizerDialect dialect, TextCleaning cleaning) {
    boolean huggingFace = dialect == TokenizerDialect.HUGGING_FACE;
    byte[] table;
    switch (cleaning) {
      case LOWER -> table = huggingFace ? HUGGING_FACE : LOWER;
      case WHITESPACE -> table = WHITESPACE;
      default -> {
        return null;
      }
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int n = 0;
    // Python's split drops white space at both ends; Hugging Face's normaliser keeps one space.
    boolean gap = !huggingFace;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b < 0) {
        return null;
      }
      byte clean = table[b];
      if (clean > ' ') {
        utf8[n++] = clean;
        gap = false;
      } else if (clean == ' ') {
        if (!gap) {
          utf8[n++] = ' ';
        }
        gap = true;
      } else if (b == '?' && text.charAt(i) == '?') {
        // Any other character that is written so is a lone surrogate. All before is ASCII, so
        // places agree.
        utf8[n++] = '?';
        gap = false;
      } else {
        return null;
      }
    }
    if (!huggingFace && n > 0 && gap) {
      n--;
    }
    return new CleanText(utf8, n);
  }

  /** For each ASCII character what it becomes: itself, another one, a space, or 0 for "ask". */
  private static byte[] table(boolean lower, boolean huggingFace) {
    byte[] table = new byte[128];
    for (int c = ' ' + 1; c < 128; c++) {
      table[c] = (byte) (lower && c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    for (int c : new int[] {' ', '\t', '\n', '\f', '\r'}) {
      table[c] = ' ';
    }
    table['?'] = 0;
    if (!huggingFace) {
      // An entity may begin here, and text fixing removes the control character.
      table['&'] = 0;
      table[0x7F] = 0;
    }
    return table;
  }
}
