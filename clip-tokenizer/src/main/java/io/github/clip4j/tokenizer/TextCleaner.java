package io.github.clip4j.tokenizer;

/** Makes of any text the one that is split into words: see {@link TextCleaning}. */
final class TextCleaner {
  private static final CodePointSet SPACE = UnicodeTables.INSTANCE.set("python.space");
  private static final CodePointSet HF_SPACE = UnicodeTables.INSTANCE.set("hf.space");
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private TextCleaner() {}

  /** For the open_clip and OpenAI dialects. */
  static String clean(String text, TextCleaning cleaning) {
    String fixed = HtmlEntities.unescape(HtmlEntities.unescape(TextFixer.fix(text)));
    return switch (cleaning) {
      case LOWER -> LowerCase.python(joinWords(fixed));
      case WHITESPACE -> joinWords(fixed);
      case WHITESPACE_UNDERSCORE -> joinWords(fixed.replace('_', ' '));
      case CANONICALIZE -> joinWords(LowerCase.python(withoutPunctuation(fixed)));
    };
  }

  /** For the Hugging Face dialect: NFC, each run of white space one space, lower case. */
  static String normalize(String text) {
    String composed = Normalization.huggingFace().nfc(text);
    StringBuilder out = new StringBuilder(composed.length());
    boolean space = false;
    for (int i = 0; i < composed.length(); i++) {
      char c = composed.charAt(i);
      boolean isSpace = HF_SPACE.contains(c);
      if (!isSpace) {
        out.append(c);
      } else if (!space) {
        out.append(' ');
      }
      space = isSpace;
    }
    return LowerCase.huggingFace(out.toString());
  }

  /** As Python's {@code " ".join(text.split())}. */
  private static String joinWords(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c <= ' ' || c >= 0x80) && SPACE.contains(c)) {
        gap = true;
        continue;
      }
      if (gap && !out.isEmpty()) {
        out.append(' ');
      }
      gap = false;
      out.append(c);
    }
    return out.toString();
  }

  private static String withoutPunctuation(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i) == '_' ? ' ' : text.charAt(i);
      if (PUNCTUATION.indexOf(c) < 0) {
        out.append(c);
      }
    }
    return out.toString();
  }
}
