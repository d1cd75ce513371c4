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
    if (!huggingFace && cleaning != TextCleaning.LOWER && cleaning != TextCleaning.WHITESPACE) {
      return null;
    }
    boolean lower = cleaning == TextCleaning.LOWER;
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int n = 0;
    // Python's split drops white space at both ends; Hugging Face's normaliser keeps one space.
    boolean gap = !huggingFace;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b > ' ') {
        if (b == '?' && text.charAt(i) != '?') {
          // A lone surrogate was written so. All before is ASCII, so places agree.
          return null;
        }
        if (b == '&' || b == 0x7F) {
          if (!huggingFace) {
            return null;
          }
        }
        gap = false;
        utf8[n++] = lower && b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
      } else if (b == ' ' || (b >= '\t' && b <= '\r' && (b != 0x0B || huggingFace))) {
        if (!gap) {
          utf8[n++] = ' ';
        }
        gap = true;
      } else if (huggingFace && b >= 0) {
        gap = false;
        utf8[n++] = b;
      } else {
        return null;
      }
    }
    if (!huggingFace && n > 0 && gap) {
      n--;
    }
    return new CleanText(utf8, n);
  }
}
