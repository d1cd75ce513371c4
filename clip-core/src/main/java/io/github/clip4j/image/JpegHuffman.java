package io.github.clip4j.image;

/**
 * A JPEG Huffman table: codes of up to {@link #FAST_BITS} bits by lookup, longer ones by ranges.
 */
final class JpegHuffman {
  static final int FAST_BITS = 10;

  /** {@code symbol << 8 | length} for each prefix, 0 where the code is longer. */
  final int[] fast = new int[1 << FAST_BITS];

  /**
   * For AC tables, codes whose extra bits also lie within the prefix: {@code value << 16 | run << 8
   * | bits}, 0 elsewhere.
   */
  final int[] whole = new int[1 << FAST_BITS];

  /**
   * Largest code of each length, left-aligned to 16 bits, plus one; for lengths without codes 0.
   */
  private final int[] limit = new int[17];

  private final int[] offset = new int[17];
  private final byte[] symbols;

  /** Builds from the counts of lengths 1 to 16; null if the codes do not fit. */
  static @org.jspecify.annotations.Nullable JpegHuffman of(int[] counts, byte[] symbols) {
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
          int entry = (symbols[index] & 255) << 8 | length;
          java.util.Arrays.fill(table.fast, first, first + (1 << (FAST_BITS - length)), entry);
        }
        code++;
        index++;
      }
      table.limit[length] = counts[length] == 0 ? 0 : code << (16 - length);
      code <<= 1;
    }
    table.fillWhole();
    return table;
  }

  private JpegHuffman(byte[] symbols) {
    this.symbols = symbols;
  }

  private void fillWhole() {
    for (int i = 0; i < fast.length; i++) {
      int length = fast[i] & 255;
      int size = (fast[i] >> 8) & 15;
      int run = fast[i] >> 12;
      if (length > 0 && size > 0 && length + size <= FAST_BITS) {
        int extra = (i >> (FAST_BITS - length - size)) & ((1 << size) - 1);
        int value = extra < 1 << (size - 1) ? extra - (1 << size) + 1 : extra;
        whole[i] = (value << 16) | (run << 8) | (length + size);
      }
    }
  }

  /** {@code symbol << 8 | length} for the next 16 bits, or 0 if they are no code. */
  int slow(int bits16) {
    for (int length = FAST_BITS + 1; length <= 16; length++) {
      if (bits16 < limit[length]) {
        int index = (bits16 >> (16 - length)) + offset[length];
        return index < 0 || index >= symbols.length ? 0 : (symbols[index] & 255) << 8 | length;
      }
    }
    return 0;
  }
}
