package io.github.clip4j.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A prefix code of lossless WebP: short codes by lookup, longer ones length by length. */
final class Vp8lCode {
  static final int MAX_LENGTH = 15;
  private static final int FAST = 8;

  /** {@code symbol << 4 | length} by the next bits; 0 where the code is longer. */
  private final int[] fast;

  private final int mask;

  /** Symbols in the order of their codes; a lone symbol needs no bits. */
  private final char[] symbols;

  private final int[] counts;

  private Vp8lCode(int[] fast, char[] symbols, int[] counts) {
    this.fast = fast;
    this.mask = fast.length - 1;
    this.symbols = symbols;
    this.counts = counts;
  }

  /** The code of one symbol. */
  static Vp8lCode lone(int symbol) {
    return new Vp8lCode(new int[0], new char[] {(char) symbol}, new int[0]);
  }

  /** The canonical code with these lengths, 0 for unused symbols; null if they are no full code. */
  static @Nullable Vp8lCode of(int[] lengths) {
    int[] counts = new int[MAX_LENGTH + 1];
    int used = 0;
    int last = 0;
    int longest = 0;
    for (int s = 0; s < lengths.length; s++) {
      if (lengths[s] > 0) {
        counts[lengths[s]]++;
        used++;
        last = s;
        longest = Math.max(longest, lengths[s]);
      }
    }
    if (used == 0) {
      return null;
    }
    if (used == 1) {
      return lone(last);
    }
    int[] next = new int[MAX_LENGTH + 2];
    int[] code = new int[MAX_LENGTH + 2];
    for (int n = 1; n <= MAX_LENGTH; n++) {
      next[n + 1] = next[n] + counts[n];
      code[n + 1] = (code[n] + counts[n]) << 1;
    }
    if (code[MAX_LENGTH + 1] != 1 << (MAX_LENGTH + 1)) {
      return null;
    }
    char[] symbols = new char[used];
    int[] fast = new int[1 << Math.min(FAST, longest)];
    for (int s = 0; s < lengths.length; s++) {
      int n = lengths[s];
      if (n == 0) {
        continue;
      }
      symbols[next[n]++] = (char) s;
      if (n <= FAST) {
        // Codes come with their first bit lowest.
        int reversed = Integer.reverse(code[n]) >>> (32 - n);
        for (int i = reversed; i < fast.length; i += 1 << n) {
          fast[i] = s << 4 | n;
        }
      }
      code[n]++;
    }
    return new Vp8lCode(fast, symbols, counts);
  }

  /** About how many bytes of memory this takes. */
  int memory() {
    return 4 * fast.length + 2 * symbols.length + 4 * counts.length + 96;
  }

  int read(Vp8lBits bits) {
    if (symbols.length == 1) {
      return symbols[0];
    }
    int peek = bits.peek();
    int entry = fast[peek & mask];
    if (entry != 0) {
      bits.skip(entry & 15);
      return entry >> 4;
    }
    int code = 0;
    int first = 0;
    int index = 0;
    for (int n = 1; n <= MAX_LENGTH; n++) {
      code |= peek >> (n - 1) & 1;
      int count = counts[n];
      if (code - first < count) {
        bits.skip(n);
        return symbols[index + code - first];
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new AssertionError("full codes have every word: " + Arrays.toString(counts));
  }
}
