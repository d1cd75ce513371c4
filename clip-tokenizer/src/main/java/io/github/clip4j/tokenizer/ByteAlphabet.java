package io.github.clip4j.tokenizer;

import java.util.Arrays;

/**
 * The order in which CLIP's vocabulary numbers the 256 bytes: first those that print, then the
 * rest, ids 0 to 255 inside a word and 256 to 511 at its end. Each byte also has a printable
 * character, by which vocabulary files spell it.
 */
final class ByteAlphabet {
  /** What vocabulary files write after the last byte of a word. */
  static final String END_OF_WORD = "</w>";

  private static final int[] ID_OF_BYTE = new int[256];
  private static final byte[] BYTE_OF_ID = new byte[256];
  private static final char[] CHAR_OF_BYTE = new char[256];
  private static final short[] BYTE_OF_CHAR = new short[512];

  static {
    Arrays.fill(BYTE_OF_CHAR, (short) -1);
    int id = 0;
    for (int b = 0; b < 256; b++) {
      if (prints(b)) {
        put(b, id++, (char) b);
      }
    }
    int invisible = 0;
    for (int b = 0; b < 256; b++) {
      if (!prints(b)) {
        put(b, id++, (char) (256 + invisible++));
      }
    }
  }

  private ByteAlphabet() {}

  static int id(byte b) {
    return ID_OF_BYTE[b & 0xFF];
  }

  static byte byteOf(int id) {
    return BYTE_OF_ID[id];
  }

  static char charOf(byte b) {
    return CHAR_OF_BYTE[b & 0xFF];
  }

  /** The byte that a vocabulary file spells so, or -1. */
  static int byteOf(char c) {
    return c < BYTE_OF_CHAR.length ? BYTE_OF_CHAR[c] : -1;
  }

  private static boolean prints(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
  }

  private static void put(int b, int id, char c) {
    ID_OF_BYTE[b] = id;
    BYTE_OF_ID[id] = (byte) b;
    CHAR_OF_BYTE[b] = c;
    BYTE_OF_CHAR[c] = (short) b;
  }
}
