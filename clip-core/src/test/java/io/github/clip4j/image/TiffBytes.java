package io.github.clip4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * A TIFF written by hand: header, one directory, the values that do not fit into it, one strip or
 * tile. Tags 273 and 279 (where the strip lies, how long it is) are filled in unless they are set.
 */
final class TiffBytes {
  static final int BYTE = 1;
  static final int SHORT = 3;
  static final int LONG = 4;
  static final int RATIONAL = 5;

  private record Entry(int type, long count, long[] values) {}

  private final Map<Integer, Entry> entries = new TreeMap<>();
  private final byte[] pixels;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  private TiffBytes(byte[] pixels) {
    this.pixels = pixels;
  }

  /** Black-is-zero gray, uncompressed. */
  static TiffBytes gray(int width, int height, int bits, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new TiffBytes(bytes)
        .tag(256, width)
        .tag(257, height)
        .tag(258, bits)
        .tag(259, 1)
        .tag(262, 1)
        .tag(277, 1);
  }

  /** The same with several samples a pixel. */
  static TiffBytes samples(int photometric, int samples, int bits, int width, int... pixels) {
    long[] depths = new long[samples];
    java.util.Arrays.fill(depths, bits);
    return gray(width, 1, bits, pixels).tag(258, depths).tag(262, photometric).tag(277, samples);
  }

  TiffBytes bigEndian() {
    order = ByteOrder.BIG_ENDIAN;
    return this;
  }

  TiffBytes tag(int tag, long... values) {
    return typed(tag, LONG, values.length, values);
  }

  TiffBytes typed(int tag, int type, long count, long... values) {
    entries.put(tag, new Entry(type, count, values));
    return this;
  }

  byte[] build() {
    entries.putIfAbsent(273, new Entry(LONG, 1, new long[] {0}));
    entries.putIfAbsent(279, new Entry(LONG, 1, new long[] {pixels.length}));
    int spill = 8 + 2 + 12 * entries.size() + 4;
    int strip = spill;
    for (Entry e : entries.values()) {
      strip += e.values.length > 1 ? 4 * e.values.length : 0;
    }
    ByteBuffer out = ByteBuffer.allocate(strip + pixels.length).order(order);
    byte mark = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M');
    out.put(mark).put(mark).putShort((short) 42).putInt(8).putShort((short) entries.size());
    int far = spill;
    for (Map.Entry<Integer, Entry> entry : entries.entrySet()) {
      Entry e = entry.getValue();
      out.putShort((short) (int) entry.getKey()).putShort((short) e.type).putInt((int) e.count);
      int field = out.position();
      if (e.values.length > 1) {
        out.putInt(far);
        for (long v : e.values) {
          out.putInt(far, (int) v);
          far += 4;
        }
      } else {
        long v = entry.getKey() == 273 && e.values[0] == 0 ? strip : e.values[0];
        switch (e.type) {
          case BYTE -> out.put((byte) v);
          case SHORT -> out.putShort((short) v);
          default -> out.putInt((int) v);
        }
      }
      out.position(field + 4);
    }
    out.position(strip);
    return out.put(pixels).array();
  }
}
