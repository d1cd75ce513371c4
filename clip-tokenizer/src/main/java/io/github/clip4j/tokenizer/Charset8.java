package io.github.clip4j.tokenizer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A single-byte charset as ftfy knows it. In the "sloppy" ones unassigned bytes stand for
 * themselves, and U+FFFD is written as byte 1A, for "there was a byte, nobody knows which".
 */
final class Charset8 {
  private static final int SUBSTITUTE = 0x1A;

  private final String name;
  private final char[] toChar = new char[256];
  private final Map<Character, Byte> toByte = new HashMap<>();

  /**
   * A charset from its line of the data file.
   *
   * @param table what byte 1A means, then what bytes 80 to FF mean
   */
  Charset8(String name, String table) {
    this.name = name;
    for (int b = 0; b < 256; b++) {
      toChar[b] = b == SUBSTITUTE ? table.charAt(0) : b < 128 ? (char) b : table.charAt(b - 127);
      toByte.put(toChar[b], (byte) b);
    }
  }

  String name() {
    return name;
  }

  boolean isSloppy() {
    return name.startsWith("sloppy");
  }

  char decode(int b) {
    return toChar[b & 0xFF];
  }

  /** The bytes that read as this text, or null where a character is not of this charset. */
  byte @Nullable [] encode(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      @Nullable Byte b = toByte.get(text.charAt(i));
      if (b == null) {
        return null;
      }
      bytes[i] = b;
    }
    return bytes;
  }
}
