package io.github.clip4j.search;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Format and size of an encoded picture, read from its first structures. For files that were
 * decoded already; of a broken one the size may be 0.
 *
 * @param format lower-case name
 * @param width in pixels, 0 if not found
 * @param height in pixels, 0 if not found
 */
record PictureHeader(String format, int width, int height) {
  private static final PictureHeader UNKNOWN = new PictureHeader("unknown", 0, 0);

  static PictureHeader of(byte[] file) {
    ByteBuffer b = ByteBuffer.wrap(file);
    try {
      if (file.length >= 24 && b.getLong(0) == 0x89504E470D0A1A0AL) {
        return sized("png", b.getInt(16), b.getInt(20));
      }
      if (file.length >= 10 && ascii(file, 0, "GIF8")) {
        b.order(ByteOrder.LITTLE_ENDIAN);
        return sized("gif", b.getShort(6) & 0xFFFF, b.getShort(8) & 0xFFFF);
      }
      if (file.length >= 4 && (b.getInt(0) >>> 8) == 0xFFD8FF) {
        return jpeg(b);
      }
      if (file.length >= 26 && ascii(file, 0, "BM")) {
        return bmp(b.order(ByteOrder.LITTLE_ENDIAN));
      }
      if (file.length >= 30 && ascii(file, 0, "RIFF") && ascii(file, 8, "WEBP")) {
        return webp(file, b.order(ByteOrder.LITTLE_ENDIAN));
      }
      if (file.length >= 8 && (ascii(file, 0, "II") || ascii(file, 0, "MM"))) {
        return tiff(b.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
      }
    } catch (IndexOutOfBoundsException e) {
      return UNKNOWN; // cut off within its header
    }
    return UNKNOWN;
  }

  private static PictureHeader sized(String format, int width, int height) {
    return new PictureHeader(format, Math.max(0, width), Math.max(0, height));
  }

  /** Skips segments to the start of frame, SOF0 to SOF15 without DHT, JPG and DAC. */
  private static PictureHeader jpeg(ByteBuffer b) {
    int at = 2;
    while (at + 9 <= b.capacity()) {
      int marker = b.get(at + 1) & 0xFF;
      if (b.get(at) != (byte) 0xFF || marker == 0xFF) {
        at++;
      } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += 2;
      } else if (marker >= 0xC0
          && marker <= 0xCF
          && marker != 0xC4
          && marker != 0xC8
          && marker != 0xCC) {
        return sized("jpeg", b.getShort(at + 7) & 0xFFFF, b.getShort(at + 5) & 0xFFFF);
      } else {
        at += 2 + Math.max(2, b.getShort(at + 2) & 0xFFFF);
      }
    }
    return sized("jpeg", 0, 0);
  }

  private static PictureHeader bmp(ByteBuffer b) {
    if (b.getInt(14) == 12) {
      return sized("bmp", b.getShort(18) & 0xFFFF, b.getShort(20) & 0xFFFF);
    }
    return sized("bmp", b.getInt(18), Math.abs(b.getInt(22)));
  }

  private static PictureHeader webp(byte[] file, ByteBuffer b) {
    if (ascii(file, 12, "VP8 ")) {
      return sized("webp", b.getShort(26) & 0x3FFF, b.getShort(28) & 0x3FFF);
    }
    if (ascii(file, 12, "VP8L")) {
      int bits = b.getInt(21);
      return sized("webp", 1 + (bits & 0x3FFF), 1 + ((bits >>> 14) & 0x3FFF));
    }
    return sized("webp", 1 + (b.getInt(24) & 0xFFFFFF), 1 + (b.getInt(26) >>> 8));
  }

  private static PictureHeader tiff(ByteBuffer b) {
    long directory = b.getInt(4) & 0xFFFFFFFFL;
    if (b.getShort(2) != 42 || directory + 2 > b.capacity()) {
      return sized("tiff", 0, 0);
    }
    int width = 0;
    int height = 0;
    int entries = b.getShort((int) directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int at = (int) directory + 2 + 12 * i;
      int tag = b.getShort(at) & 0xFFFF;
      if (tag == 256 || tag == 257) {
        boolean isShort = b.getShort(at + 2) == 3;
        int value = isShort ? b.getShort(at + 8) & 0xFFFF : b.getInt(at + 8);
        if (tag == 256) {
          width = value;
        } else {
          height = value;
        }
      }
    }
    return sized("tiff", width, height);
  }

  private static boolean ascii(byte[] file, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      if (at + i >= file.length || file[at + i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
