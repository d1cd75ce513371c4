package io.github.clip4j.tokenizer;

import java.util.Arrays;

/** Letter, number, white space or other: the four kinds that CLIP's pattern tells apart. */
final class CharacterKinds {
  static final byte OTHER = 0;
  static final byte LETTER = 1;
  static final byte NUMBER = 2;
  static final byte SPACE = 3;

  private static final int DIRECT = 0x10000;

  private final byte[] direct = new byte[DIRECT];
  private final CodePointSet letters;
  private final CodePointSet numbers;

  private CharacterKinds(String prefix) {
    letters = UnicodeTables.INSTANCE.set(prefix + ".letter");
    numbers = UnicodeTables.INSTANCE.set(prefix + ".number");
    fill(letters, LETTER);
    fill(numbers, NUMBER);
    fill(UnicodeTables.INSTANCE.set(prefix + ".space"), SPACE);
  }

  /** As Python's {@code regex} module sees them. */
  static CharacterKinds python() {
    return Python.KINDS;
  }

  /** As the regular expressions of Hugging Face's tokenizers see them. */
  static CharacterKinds huggingFace() {
    return HuggingFace.KINDS;
  }

  byte of(int codePoint) {
    if (codePoint < DIRECT) {
      return direct[codePoint];
    }
    // No white space lives up there.
    return letters.contains(codePoint) ? LETTER : numbers.contains(codePoint) ? NUMBER : OTHER;
  }

  private void fill(CodePointSet set, byte kind) {
    set.forEachRange(
        (first, last) -> {
          if (first < DIRECT) {
            Arrays.fill(direct, first, Math.min(last + 1, DIRECT), kind);
          }
        });
  }

  private static final class Python {
    static final CharacterKinds KINDS = new CharacterKinds("regex");
  }

  private static final class HuggingFace {
    static final CharacterKinds KINDS = new CharacterKinds("hf");
  }
}
