package io.github.clip4j.weights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Builds zip archives field by field, so that each field can be made to lie. */
final class ZipBytes {
  /** One entry; the local header may say other things than the directory. */
  record Entry(
      String name,
      String localName,
      byte[] packed,
      long size,
      long crc,
      int method,
      int flags,
      int localFlags,
      int gapBefore) {

    static Entry stored(String name, byte[] bytes) {
      return new Entry(name, name, bytes, bytes.length, ZipBytes.crc(bytes), 0, 0x800, 0x800, 0);
    }

    static Entry deflated(String name, byte[] bytes) {
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      deflater.end();
      return new Entry(
          name, name, out.toByteArray(), bytes.length, ZipBytes.crc(bytes), 8, 0x800, 0x800, 0);
    }

    Entry withLocalName(String other) {
      return new Entry(name, other, packed, size, crc, method, flags, localFlags, gapBefore);
    }

    Entry withFlags(int f) {
      return new Entry(name, localName, packed, size, crc, method, f, f, gapBefore);
    }

    Entry withLocalFlags(int f) {
      return new Entry(name, localName, packed, size, crc, method, flags, f, gapBefore);
    }

    Entry withSize(long n) {
      return new Entry(name, localName, packed, n, crc, method, flags, localFlags, gapBefore);
    }

    Entry withGapBefore(int n) {
      return new Entry(name, localName, packed, size, crc, method, flags, localFlags, n);
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Long> wide = new HashMap<>();
  private long announcedEntries = -1;

  static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  ZipBytes add(Entry entry) {
    entries.add(entry);
    return this;
  }

  ZipBytes add(String name, byte[] bytes) {
    return add(Entry.stored(name, bytes));
  }

  /** Replaces the entry of that name. */
  ZipBytes change(String name, UnaryOperator<Entry> change) {
    entries.replaceAll(e -> e.name().equals(name) ? change.apply(e) : e);
    return this;
  }

  ZipBytes remove(String name) {
    entries.removeIf(e -> e.name().equals(name));
    return this;
  }

  /** Gives an entry zip64 fields, its local one telling this size. */
  ZipBytes wide(String name, long localSize) {
    wide.put(name, localSize);
    return this;
  }

  ZipBytes announcing(long count) {
    announcedEntries = count;
    return this;
  }

  byte[] build() {
    Bytes out = new Bytes();
    List<Integer> offsets = new ArrayList<>();
    for (Entry e : entries) {
      out.raw(new byte[e.gapBefore()]);
      offsets.add(out.size());
      byte[] name = e.localName().getBytes(StandardCharsets.UTF_8);
      out.u32(0x04034b50L).u16(20).u16(e.localFlags()).u16(e.method()).u32(0).u32(e.crc());
      Long size = wide.get(e.name());
      out.u32(size == null ? e.packed().length : -1).u32(size == null ? e.size() : -1);
      out.u16(name.length).u16(size == null ? 0 : 20).raw(name);
      if (size != null) {
        out.u16(1).u16(16).u64(size).u64(e.packed().length);
      }
      out.raw(e.packed());
    }
    int start = out.size();
    for (int i = 0; i < entries.size(); i++) {
      Entry e = entries.get(i);
      byte[] name = e.name().getBytes(StandardCharsets.UTF_8);
      out.u32(0x02014b50L).u16(20).u16(20).u16(e.flags()).u16(e.method()).u32(0).u32(e.crc());
      boolean big = wide.containsKey(e.name());
      out.u32(big ? -1 : e.packed().length).u32(big ? -1 : e.size()).u16(name.length);
      out.u16(big ? 28 : 0).u16(0).u16(0).u16(0).u32(0).u32(big ? -1 : offsets.get(i)).raw(name);
      if (big) {
        out.u16(1).u16(24).u64(e.size()).u64(e.packed().length).u64(offsets.get(i));
      }
    }
    int length = out.size() - start;
    long count = announcedEntries < 0 ? entries.size() : announcedEntries;
    if (count > 0xFFFF) {
      int at = out.size();
      out.u32(0x06064b50L).u64(44).u16(45).u16(45).u32(0).u32(0).u64(count).u64(count);
      out.u64(length).u64(start);
      out.u32(0x07064b50L).u32(0).u64(at).u32(1);
      count = 0xFFFF;
    }
    out.u32(0x06054b50L).u16(0).u16(0).u16((int) count).u16((int) count);
    return out.u32(length).u32(start).u16(0).toArray();
  }
}
