package io.github.clip4j.image;

/** Bits of lossless WebP, lowest first; zeros beyond the end. */
final class Vp8lBits {
  private final byte[] file;
  private final int end;
  private int pos;
  private long buffer;
  private int count;

  Vp8lBits(byte[] file, int at, int end) {
    this.file = file;
    this.pos = at;
    this.end = end;
  }

  private void fill() {
    while (count <= 56) {
      if (pos < end) {
        buffer |= (file[pos] & 255L) << count;
      }
      pos++;
      count += 8;
    }
  }

  /** True if bits beyond the end were used. */
  boolean overrun() {
    return (pos - (long) end) * 8 > count;
  }

  /** The next bits, at least 32 of them valid. */
  int peek() {
    if (count < 32) {
      fill();
    }
    return (int) buffer;
  }

  void skip(int n) {
    buffer >>>= n;
    count -= n;
  }

  /** The next {@code n} bits, 0 to 24. */
  int read(int n) {
    int v = peek() & ((1 << n) - 1);
    skip(n);
    return v;
  }
}
