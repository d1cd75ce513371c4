package io.github.clip4j.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG Huffman table: codes of up to {@link #FAST_BITS} bits by lookup, longer ones by ranges.
 *
 * <p>An entry of {@link #codes} has in its low byte how many bits the code has, then in four bits
 * each the symbol's run and size; an entry of zero says that the code is longer than the prefix.
 *
 * <p>{@link #pairs} spares most of the look-ups: it has what a longer prefix holds in whole, codes
 * with the bits behind them, up to two coefficients and the block's end. From the lowest bit: six
 * of the length; one that says that the block ends; from bit 8 how many coefficients; from bit 10
 * how far the position moves; from bit 16 and from bit 40 in 24 bits each the coefficients as
 * {@code value << 8} plus how far they lie from the position before. Zero where not even one symbol
 * fits, or the first is a run of 16 zeros.
 */
final class JpegHuffman {
  static final int FAST_BITS = 9;
  static final int PAIR_BITS = 11;

  private static final int ENDS = 1 << 6;

  /** Entries of codes alone, by prefix. */
  final int[] codes = new int[1 << FAST_BITS];

  /** Entries of up to two symbols with the bits behind them, by prefix; empty for DC tables. */
  final long[] pairs;

  /**
   * Of DC tables, by prefix: {@code difference << 8} and the bits of the code and the difference; 0
   * where the prefix does not hold both.
   */
  final int[] differences;

  /**
   * Largest code of each length, left-aligned to 16 bits, plus one; for lengths without codes 0.
   */
  private final int[] limit = new int[17];

  private final int[] offset = new int[17];
  private final byte[] symbols;

  /**
   * Builds from the counts of lengths 1 to 16; null if the codes do not fit.
   *
   * @param ac whether the table is one of runs and sizes, else of sizes only
   */
  static @Nullable JpegHuffman of(int[] counts, byte[] symbols, boolean ac) {
    JpegHuffman table = new JpegHuffman(symbols, ac);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= 16; length++) {
      table.offset[length] = index - code;
      for (int i = 0; i < counts[length]; i++) {
        if (code >= 1 << length) {
          return null;
        }
        if (length <= FAST_BITS) {
          int first = code << (FAST_BITS - length);
          int end = first + (1 << (FAST_BITS - length));
          Arrays.fill(table.codes, first, end, entry(symbols[index], length));
        }
        code++;
        index++;
      }
      table.limit[length] = counts[length] == 0 ? 0 : code << (16 - length);
      code <<= 1;
    }
    if (ac) {
      table.fillPairs();
    } else {
      table.fillDifferences();
    }
    return table;
  }

  private JpegHuffman(byte[] symbols, boolean ac) {
    this.symbols = symbols;
    this.pairs = new long[ac ? 1 << PAIR_BITS : 0];
    this.differences = new int[ac ? 0 : 1 << PAIR_BITS];
  }

  private static int entry(byte symbol, int length) {
    return (symbol >> 4 & 15) << 8 | (symbol & 15) << 12 | length;
  }

  static int run(int entry) {
    return entry >> 8 & 15;
  }

  static int size(int entry) {
    return entry >> 12 & 15;
  }

  static boolean endsBlock(long pair) {
    return (pair & ENDS) != 0;
  }

  static int coefficients(long pair) {
    return (int) pair >> 8 & 3;
  }

  static int advance(long pair) {
    return (int) pair >> 10 & 63;
  }

  static int first(long pair) {
    return (int) (pair << 24 >> 40);
  }

  static int second(long pair) {
    return (int) (pair >> 40);
  }

  /** The coefficient of category {@code size}, not 0, that has these bits. */
  static int coefficient(int bits, int size) {
    return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
  }

  private void fillDifferences() {
    for (int i = 0; i < differences.length; i++) {
      int code = symbol(i, PAIR_BITS);
      int length = (code & 255) + size(code);
      if (code != 0 && run(code) == 0 && length <= PAIR_BITS) {
        int value = size(code) == 0 ? 0 : value(i, PAIR_BITS, code);
        differences[i] = value << 8 | length;
      }
    }
  }

  private void fillPairs() {
    for (int i = 0; i < pairs.length; i++) {
      int one = symbol(i, PAIR_BITS);
      int size = size(one);
      int length = (one & 255) + size;
      if (one == 0 || length > PAIR_BITS || (size == 0 && run(one) == 15)) {
        continue;
      }
      if (size == 0) {
        pairs[i] = ENDS | length;
        continue;
      }
      int far = run(one) + 1;
      long first = (long) value(i, PAIR_BITS, one) << 8 | far;
      long pair = (first & 0xFFFFFF) << 16 | (long) far << 10 | 1 << 8 | length;
      int left = PAIR_BITS - length;
      int two = symbol(i, left);
      int size2 = size(two);
      int length2 = (two & 255) + size2;
      if (two != 0 && length2 <= left) {
        if (size2 > 0) {
          int farther = far + run(two) + 1;
          long second = (long) value(i, left, two) << 8 | farther;
          pair =
              second << 40
                  | (first & 0xFFFFFF) << 16
                  | (long) farther << 10
                  | 2 << 8
                  | (length + length2);
        } else if (run(two) != 15) {
          pair += ENDS + length2;
        }
      }
      pairs[i] = pair;
    }
  }

  /** The code at the top of the lowest {@code n} bits of a prefix; 0 if it is not known. */
  private int symbol(int prefix, int n) {
    int bits = prefix & ((1 << n) - 1);
    int entry = codes[n >= FAST_BITS ? bits >> (n - FAST_BITS) : bits << (FAST_BITS - n)];
    return (entry & 255) <= n ? entry : 0;
  }

  /** The coefficient whose code stands at the top of the lowest {@code n} bits of a prefix. */
  private static int value(int prefix, int n, int code) {
    int size = size(code);
    int bits = prefix >> (n - (code & 255) - size) & ((1 << size) - 1);
    return coefficient(bits, size);
  }

  /** The entry of a code longer than the prefix, from the next 16 bits; 0 if they are no code. */
  int slow(int bits16) {
    for (int length = FAST_BITS + 1; length <= 16; length++) {
      if (bits16 < limit[length]) {
        int index = (bits16 >> (16 - length)) + offset[length];
        return index < 0 || index >= symbols.length ? 0 : entry(symbols[index], length);
      }
    }
    return 0;
  }
}
