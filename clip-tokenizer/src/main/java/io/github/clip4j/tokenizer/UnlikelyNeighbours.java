package io.github.clip4j.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds characters that hardly ever stand side by side unless a text was decoded in the wrong
 * charset: ftfy's "badness" expression, as data.
 *
 * <p>The rules are short sequences of character sets. All are tried at once, one bit for each place
 * in each rule (Baeza-Yates and Gonnet, "A new approach to text searching", 1992), so the time is
 * linear in the text.
 */
final class UnlikelyNeighbours {
  private static final int WORDS = 3;

  /** For each UTF-16 unit the index of its mask in {@link #masks}. */
  private final short[] maskOf = new short[0x10000];

  private final List<long[]> masks = new ArrayList<>();
  private final long[] firstPlaces = new long[WORDS];
  private final long[] firstPlacesAtStart = new long[WORDS];
  private final long[] lastPlaces = new long[WORDS];

  /** Masks of characters beyond the basic plane: in a word or not. */
  private final long[] wordBeyond = new long[WORDS];

  private final long[] otherBeyond = new long[WORDS];
  private final CodePointSet word = UnicodeTables.INSTANCE.set("python.word");

  UnlikelyNeighbours(List<String> rules) {
    Map<String, CodePointSet> named =
        Map.of("\\w", word, "\\s", UnicodeTables.INSTANCE.set("python.space"));
    long[][] byUnit = new long[0x10000][];
    int place = 0;
    for (String rule : rules) {
      boolean atStart = rule.startsWith("^\t");
      String[] sets = (atStart ? rule.substring(2) : rule).split("\t", -1);
      set(firstPlacesAtStart, place);
      if (!atStart) {
        set(firstPlaces, place);
      }
      for (String set : sets) {
        if (place == WORDS * 64) {
          throw new IllegalStateException("more places than bits in mojibake.txt");
        }
        addPlace(byUnit, place++, set, named);
      }
      set(lastPlaces, place - 1);
    }
    share(byUnit);
  }

  /** Whether the text looks broken. */
  boolean occurIn(String text) {
    long[] state = new long[WORDS];
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      long[] mask =
          c < 0x10000 ? masks.get(maskOf[c]) : word.contains(c) ? wordBeyond : otherBeyond;
      long[] first = i == 0 ? firstPlacesAtStart : firstPlaces;
      long carry = 0;
      long found = 0;
      for (int w = 0; w < WORDS; w++) {
        long next = (((state[w] << 1) | carry) & ~firstPlacesAtStart[w]) | first[w];
        carry = state[w] >>> 63;
        state[w] = next & mask[w];
        found |= state[w] & lastPlaces[w];
      }
      if (found != 0) {
        return true;
      }
      i += Character.charCount(c);
    }
    return false;
  }

  private void addPlace(long[][] byUnit, int place, String set, Map<String, CodePointSet> named) {
    if (set.equals("*") || set.startsWith("!")) {
      CodePointSet not = CodePointSet.parse(set.equals("*") ? "A" : set.substring(1));
      for (int c = 0; c < 0x10000; c++) {
        if (!not.contains(c)) {
          mark(byUnit, c, place);
        }
      }
      set(wordBeyond, place);
      set(otherBeyond, place);
      return;
    }
    if (set.equals("\\w")) {
      set(wordBeyond, place);
    }
    CodePointSet members = named.getOrDefault(set, null);
    (members == null ? CodePointSet.parse(set) : members)
        .forEachRange(
            (first, last) -> {
              for (int c = first; c <= Math.min(last, 0xFFFF); c++) {
                mark(byUnit, c, place);
              }
            });
  }

  private static void mark(long[][] byUnit, int c, int place) {
    if (byUnit[c] == null) {
      byUnit[c] = new long[WORDS];
    }
    set(byUnit[c], place);
  }

  /** Few masks are distinct; each is kept once. The first is that of all other characters. */
  private void share(long[][] byUnit) {
    Map<String, Short> indexes = new HashMap<>();
    masks.add(new long[WORDS]);
    for (int c = 0; c < byUnit.length; c++) {
      long[] mask = byUnit[c];
      if (mask != null) {
        maskOf[c] =
            indexes.computeIfAbsent(
                Arrays.toString(mask),
                key -> {
                  masks.add(mask);
                  return (short) (masks.size() - 1);
                });
      }
    }
  }

  private static void set(long[] bits, int place) {
    bits[place >> 6] |= 1L << place;
  }
}
