package io.github.clip4j.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG Huffman table: codes of up to {@link #FAST_BITS} bits by lookup, longer ones by ranges.
 *
 * <p>An entry has in its low byte how many bits it stands for, then a byte with the symbol's run.
 * Where the prefix also holds the bits behind the code, which make the coefficient, they are
 * counted in, and the upper half of the entry is the coefficient; it is never zero. In other
 * entries the upper half is zero and the symbol's size is in bits 12 to 15, beside the run. An
 * entry of zero says that the code is longer than the prefix.
 */
final class JpegHuffman {
  static final int FAST_BITS = 10;

  /** Entries of codes alone, by prefix. */
  final int[] codes = new int[1 << FAST_BITS];

  /** Entries of coefficients where they fit, else of codes, by prefix. */
  final int[] coefficients = new int[1 << FAST_BITS];

  /**
   * Largest code of each length, left-aligned to 16 bits, plus one; for lengths without codes 0.
   */
  private final int[] limit = new int[17];

  private final int[] offset = new int[17];
  private final byte[] symbols;

  /** Builds from the counts of lengths 1 to 16; null if the codes do not fit. */
  static @Nullable JpegHuffman of(int[] counts, byte[] symbols) {
    JpegHuffman table = new JpegHuffman(symbols);
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
    table.fillCoefficients();
    return table;
  }

  private JpegHuffman(byte[] symbols) {
    this.symbols = symbols;
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

  /** The coefficient of category {@code size}, not 0, that has these bits. */
  static int coefficient(int bits, int size) {
    return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
  }

  private void fillCoefficients() {
    for (int i = 0; i < codes.length; i++) {
      int length = codes[i] & 255;
      int size = size(codes[i]);
      coefficients[i] = codes[i];
      if (length > 0 && size > 0 && length + size <= FAST_BITS) {
        int bits = (i >> (FAST_BITS - length - size)) & ((1 << size) - 1);
        coefficients[i] = coefficient(bits, size) << 16 | run(codes[i]) << 8 | (length + size);
      }
    }
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
