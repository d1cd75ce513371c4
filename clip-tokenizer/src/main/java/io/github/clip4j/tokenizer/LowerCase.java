package io.github.clip4j.tokenizer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lower case by the tables of the reference programs; no locale has a say. */
final class LowerCase {
  private static final int CAPITAL_SIGMA = 0x3A3;
  private static final char SMALL_SIGMA = '\u03C3';
  private static final char FINAL_SIGMA = '\u03C2';

  private LowerCase() {}

  /** As Python's {@code str.lower}: a sigma at the end of a word takes its final form. */
  static String python(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == CAPITAL_SIGMA) {
        out.append(isFinalSigma(text, i) ? FINAL_SIGMA : SMALL_SIGMA);
      } else {
        append(out, c, Python.LOWER);
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  /** As the lower-case step of Hugging Face's tokenizers: each character alone. */
  static String huggingFace(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      append(out, c, HuggingFace.LOWER);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int c, Map<Integer, String> map) {
    if (c < 0x80) {
      out.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c));
      return;
    }
    @Nullable String lowered = map.get(c);
    if (lowered == null) {
      out.appendCodePoint(c);
    } else {
      out.append(lowered);
    }
  }

  /** A cased letter before, none after; characters such as apostrophes are looked through. */
  private static boolean isFinalSigma(String text, int at) {
    int before = at;
    int c = -1;
    while (before > 0) {
      c = text.codePointBefore(before);
      if (!Python.IGNORABLE.contains(c)) {
        break;
      }
      before -= Character.charCount(c);
    }
    if (before == 0 || !Python.CASED.contains(c)) {
      return false;
    }
    int after = at + 1;
    while (after < text.length()) {
      c = text.codePointAt(after);
      if (!Python.IGNORABLE.contains(c)) {
        return !Python.CASED.contains(c);
      }
      after += Character.charCount(c);
    }
    return true;
  }

  private static final class Python {
    static final Map<Integer, String> LOWER = UnicodeTables.INSTANCE.map("python.lower");
    static final CodePointSet CASED = UnicodeTables.INSTANCE.set("python.cased");
    static final CodePointSet IGNORABLE = UnicodeTables.INSTANCE.set("python.ignorable");
  }

  private static final class HuggingFace {
    static final Map<Integer, String> LOWER = UnicodeTables.INSTANCE.map("hf.lower");
  }
}
