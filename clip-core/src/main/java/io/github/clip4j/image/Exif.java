package io.github.clip4j.image;

/** The one thing wanted of EXIF: the orientation tag (0x0112) of the first directory. */
final class Exif {
  private Exif() {}

  /** 1 to 8; 1 when the block is broken or has no such tag. */
  static int orientation(byte[] b, int at, int length) {
    int end = at + length;
    int start = at;
    if (length >= 6 && b[at] == 'E' && b[at + 1] == 'x' && b[at + 2] == 'i' && b[at + 3] == 'f') {
      start += 6;
    }
    if (end - start < 8) {
      return 1;
    }
    boolean little = b[start] == 'I';
    long offset = little ? Bytes.u32le(b, start + 4) : Bytes.u32be(b, start + 4);
    if (offset > end - start - 2L) {
      return 1;
    }
    int directory = start + (int) offset;
    int entries = little ? Bytes.u16le(b, directory) : Bytes.u16be(b, directory);
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (entry + 12 > end) {
        return 1;
      }
      int tag = little ? Bytes.u16le(b, entry) : Bytes.u16be(b, entry);
      if (tag == 0x0112) {
        int value = little ? Bytes.u16le(b, entry + 8) : Bytes.u16be(b, entry + 8);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }
}
