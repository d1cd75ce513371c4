package io.github.clip4j.image;

/** VP8's boolean entropy decoder (RFC 6386, section 7); zeros beyond the end, which are counted. */
final class Vp8Bits {
  private final byte[] data;
  private final int end;
  private int pos;
  private int value;
  private int range = 255;
  private int bits = -8;
  private int beyond;

  Vp8Bits(byte[] data, int start, int end) {
    this.data = data;
    this.pos = start;
    this.end = end;
  }

  /** True if far more bits were asked for than there are. */
  boolean overrun() {
    return beyond > 2;
  }

  int bit(int probability) {
    if (bits < 0) {
      int next = 0;
      if (pos < end) {
        next = data[pos++] & 255;
      } else {
        beyond++;
      }
      value = value << 8 | next;
      bits += 8;
    }
    int split = ((range - 1) * probability) >> 8;
    int top = value >> bits;
    int result;
    if (top > split) {
      range -= split + 1;
      value -= (split + 1) << bits;
      result = 1;
    } else {
      range = split + 1;
      result = 0;
    }
    int shift = Integer.numberOfLeadingZeros(range) - 24;
    range <<= shift;
    bits -= shift;
    return result;
  }

  int flag() {
    return bit(128);
  }

  int literal(int n) {
    int v = 0;
    for (int i = 0; i < n; i++) {
      v = v << 1 | flag();
    }
    return v;
  }

  /** Magnitude of {@code n} bits and a sign. */
  int signed(int n) {
    int v = literal(n);
    return flag() != 0 ? -v : v;
  }

  /** A flag, and a signed number if it is set. */
  int optional(int n) {
    return flag() != 0 ? signed(n) : 0;
  }
}
