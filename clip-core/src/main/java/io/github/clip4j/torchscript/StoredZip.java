package io.github.clip4j.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored (uncompressed) entries whose payloads begin at multiples of 64 bytes,
 * as PyTorch lays out its archives. Sizes and CRC-32 stand in the local headers: an entry's header
 * is written again once its payload has passed. Zip64 records appear only where a size or offset
 * needs more than 32 bits. Format: PKWARE's APPNOTE.TXT, sections 4.3.7 to 4.3.16.
 */
final class StoredZip implements Closeable {
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END_OF_CENTRAL = 0x06054b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int CENTRAL_HEADER_BYTES = 46;
  private static final int ZIP64_FIELD = 0x0001;
  private static final int PADDING_FIELD = 0x4642; // "FB", PyTorch's own choice
  private static final int UTF8_NAMES = 1 << 11;
  private static final int DOS_1980_01_01 = 0x21; // a fixed date: equal models give equal bytes

  /** The largest values of the plain fields; these and larger ones need zip64 records. */
  private static final long MAX_32 = 0xffffffffL;

  private static final int MAX_16 = 0xffff;

  private final FileChannel channel;
  private final long max32;
  private final int max16;
  private final ByteArrayOutputStream central = new ByteArrayOutputStream();
  private long position;
  private int entries;

  /** Writes to an empty channel, which {@link #close()} closes. */
  StoredZip(FileChannel channel) {
    this(channel, MAX_32, MAX_16);
  }

  /** Uses zip64 records from other values on, so that small files can show them. */
  StoredZip(FileChannel channel, long max32, int max16) {
    this.channel = channel;
    this.max32 = max32;
    this.max16 = max16;
  }

  /** Produces an entry's payload. */
  @FunctionalInterface
  interface Payload {
    /** Writes exactly the promised number of bytes. */
    void writeTo(Sink sink) throws IOException;
  }

  /** Takes an entry's bytes. */
  @FunctionalInterface
  interface Sink {
    /** Takes the remaining bytes of a heap buffer. */
    void write(ByteBuffer bytes) throws IOException;
  }

  void entry(String name, byte[] payload) throws IOException {
    entry(name, payload.length, sink -> sink.write(ByteBuffer.wrap(payload)));
  }

  /** Adds an entry of {@code size} bytes. */
  void entry(String name, long size, Payload payload) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    long header = position;
    boolean zip64 = size >= max32;
    int zip64Bytes = zip64 ? 20 : 0;
    long unpadded = header + LOCAL_HEADER_BYTES + nameBytes.length + zip64Bytes + 4;
    int padding = (int) Math.floorMod(-unpadded, (long) ALIGNMENT);
    long start = unpadded + padding;

    writeFully(localHeader(nameBytes, size, 0, padding), header);
    position = start;
    CRC32 crc = new CRC32();
    payload.writeTo(
        bytes -> {
          crc.update(bytes.duplicate());
          int n = bytes.remaining();
          writeFully(bytes, position);
          position += n;
        });
    if (position - start != size) {
      throw new IllegalStateException(
          "entry " + name + " promised " + size + " bytes and wrote " + (position - start));
    }
    writeFully(localHeader(nameBytes, size, (int) crc.getValue(), padding), header);
    centralHeader(nameBytes, size, (int) crc.getValue(), header);
    entries++;
  }

  private ByteBuffer localHeader(byte[] name, long size, int crc, int padding) {
    boolean zip64 = size >= max32;
    int extra = (zip64 ? 20 : 0) + 4 + padding;
    ByteBuffer b = littleEndian(LOCAL_HEADER_BYTES + name.length + extra);
    int size32 = zip64 ? -1 : (int) size;
    b.putInt(LOCAL_HEADER).putShort((short) (zip64 ? 45 : 20)).putShort((short) UTF8_NAMES);
    b.putShort((short) 0).putShort((short) 0).putShort((short) DOS_1980_01_01);
    b.putInt(crc).putInt(size32).putInt(size32);
    b.putShort((short) name.length).putShort((short) extra).put(name);
    if (zip64) {
      b.putShort((short) ZIP64_FIELD).putShort((short) 16).putLong(size).putLong(size);
    }
    b.putShort((short) PADDING_FIELD).putShort((short) padding);
    while (b.hasRemaining()) {
      b.put((byte) 'Z');
    }
    return b.flip();
  }

  private void centralHeader(byte[] name, long size, int crc, long header) {
    boolean bigSize = size >= max32;
    boolean bigOffset = header >= max32;
    int fields = (bigSize ? 16 : 0) + (bigOffset ? 8 : 0);
    int extra = fields == 0 ? 0 : 4 + fields;
    byte[] record = new byte[CENTRAL_HEADER_BYTES + name.length + extra];
    ByteBuffer b = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    int version = fields == 0 ? 20 : 45;
    int size32 = bigSize ? -1 : (int) size;
    b.putInt(CENTRAL_HEADER).putShort((short) version).putShort((short) version);
    b.putShort((short) UTF8_NAMES).putShort((short) 0);
    b.putShort((short) 0).putShort((short) DOS_1980_01_01);
    b.putInt(crc).putInt(size32).putInt(size32);
    b.putShort((short) name.length).putShort((short) extra).putShort((short) 0);
    b.putShort((short) 0).putShort((short) 0).putInt(0);
    b.putInt(bigOffset ? -1 : (int) header).put(name);
    if (fields > 0) {
      b.putShort((short) ZIP64_FIELD).putShort((short) fields);
      if (bigSize) {
        b.putLong(size).putLong(size);
      }
      if (bigOffset) {
        b.putLong(header);
      }
    }
    central.writeBytes(record);
  }

  /** Writes the central directory and forces everything to the disk. */
  void finish() throws IOException {
    long start = position;
    byte[] directory = central.toByteArray();
    ByteBuffer b = littleEndian(directory.length + 56 + 20 + 22);
    b.put(directory);
    boolean zip64 = start >= max32 || entries >= max16;
    if (zip64) {
      b.putInt(ZIP64_END).putLong(44).putShort((short) 45).putShort((short) 45);
      b.putInt(0).putInt(0).putLong(entries).putLong(entries);
      b.putLong(directory.length).putLong(start);
      b.putInt(ZIP64_LOCATOR).putInt(0).putLong(start + directory.length).putInt(1);
    }
    short count = (short) (entries >= max16 ? MAX_16 : entries);
    b.putInt(END_OF_CENTRAL).putShort((short) 0).putShort((short) 0);
    b.putShort(count).putShort(count).putInt(directory.length);
    b.putInt(start >= max32 ? -1 : (int) start).putShort((short) 0);
    writeFully(b.flip(), start);
    channel.force(true);
  }

  private void writeFully(ByteBuffer bytes, long at) throws IOException {
    long p = at;
    while (bytes.hasRemaining()) {
      p += channel.write(bytes, p);
    }
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
