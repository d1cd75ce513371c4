package io.github.clip4j.image;

/** Numbers in byte arrays; the caller checks the bounds. */
final class Bytes {
  private Bytes() {}

  static int u16be(byte[] b, int at) {
    return (b[at] & 255) << 8 | (b[at + 1] & 255);
  }

  static int u16le(byte[] b, int at) {
    return (b[at + 1] & 255) << 8 | (b[at] & 255);
  }

  static long u32be(byte[] b, int at) {
    return (long) u16be(b, at) << 16 | u16be(b, at + 2);
  }

  static long u32le(byte[] b, int at) {
    return (long) u16le(b, at + 2) << 16 | u16le(b, at);
  }
}
