package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A zip archive's entries, by one strict view: the central directory, with every local header
 * compared against it. Whatever two readers could read differently is refused: duplicate or
 * case-twin names, bytes before, between or after the entries, two end records, unusual flags.
 * Nothing is ever extracted.
 *
 * <p>Format: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16 and 4.5.3.
 */
final class ZipDirectory {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final long U32 = 0xFFFFFFFFL;

  private static final int FLAG_DESCRIPTOR = 0x8;
  private static final int FLAG_UTF8 = 0x800;

  static final int MAX_ENTRIES = 100_000;
  private static final int MAX_NAME = 1024;
  private static final long MAX_DIRECTORY = 32 << 20;

  private final FileChannel channel;
  private final Path file;
  private final long fileSize;

  /** What the end records say. */
  private record Directory(long entries, long size, long start) {}

  /** An entry of the directory before its local header is read. */
  private record Central(
      String name, int flags, int method, long crc, long packed, long size, long local) {}

  private ZipDirectory(FileChannel channel, Path file) throws IOException {
    this.channel = channel;
    this.file = file;
    this.fileSize = channel.size();
  }

  /** Reads and checks all headers; entries come in the order of the directory. */
  static Map<String, ZipRecord> read(FileChannel channel, Path file) throws IOException {
    ZipDirectory zip = new ZipDirectory(channel, file);
    Directory directory = zip.directory();
    return zip.records(zip.central(directory), directory.start());
  }

  private Directory directory() throws IOException {
    // The end record must end the file; a comment could hide another one, and torch writes none.
    if (fileSize < END_BYTES) {
      throw corrupt("the file has " + fileSize + " bytes, too few for a zip: truncated download?");
    }
    long at = fileSize - END_BYTES;
    ByteBuffer end = bytes(at, END_BYTES);
    if (end.getInt(0) != END) {
      throw corrupt(
          "there is no zip end record at the end of the file: truncated download, or extra bytes");
    }
    if (u16(end, 20) != 0) {
      throw ambiguous("the end record announces a comment");
    }
    int disk = u16(end, 4);
    int diskOfDirectory = u16(end, 6);
    if (disk != diskOfDirectory || (disk != 0 && disk != 0xFFFF)) {
      throw ambiguous("the archive spans several disks");
    }
    if (u16(end, 8) != u16(end, 10)) {
      throw ambiguous("the end record has two different numbers of entries");
    }
    Directory plain = new Directory(u16(end, 10), u32(end, 12), u32(end, 16));
    boolean zip64 = at >= 20 && bytes(at - 20, 20).getInt(0) == LOCATOR64;
    long directoryEnd = at;
    Directory found = plain;
    if (zip64) {
      directoryEnd = bytes(at - 20, 20).getLong(8);
      if (directoryEnd < 0 || directoryEnd != at - 20 - 56) {
        throw ambiguous("the zip64 end record is not where its locator says");
      }
      ByteBuffer end64 = bytes(directoryEnd, 56);
      if (end64.getInt(0) != END64 || end64.getLong(4) != 44) {
        throw ambiguous("the zip64 end record is broken or of an unknown size");
      }
      if (end64.getInt(16) != 0 || end64.getInt(20) != 0) {
        throw ambiguous("the archive spans several disks");
      }
      found = new Directory(end64.getLong(32), end64.getLong(40), end64.getLong(48));
      if (end64.getLong(24) != found.entries()
          || (plain.entries() != 0xFFFF && plain.entries() != found.entries())
          || (plain.size() != U32 && plain.size() != found.size())
          || (plain.start() != U32 && plain.start() != found.start())) {
        throw ambiguous("the two end records contradict each other");
      }
    }
    if (found.entries() < 0 || found.entries() > MAX_ENTRIES) {
      throw limit(Long.toUnsignedString(found.entries()) + " entries, at most " + MAX_ENTRIES);
    }
    if (found.size() < 0 || found.size() > MAX_DIRECTORY) {
      throw limit("a directory of " + found.size() + " bytes, at most " + MAX_DIRECTORY);
    }
    if (found.start() < 0 || found.start() != directoryEnd - found.size()) {
      throw ambiguous(
          "the directory should end at byte "
              + directoryEnd
              + ", but lies at "
              + found.start()
              + " with "
              + found.size()
              + " bytes: bytes before the archive, or a second end record");
    }
    if (found.entries() == 0) {
      throw new ModelFormatException(
          "PT_MISSING_RECORD", file + ": the archive is empty; save the checkpoint again");
    }
    return found;
  }

  private List<Central> central(Directory directory) throws IOException {
    ByteBuffer in = bytes(directory.start(), (int) directory.size());
    List<Central> entries = new ArrayList<>();
    Set<String> folded = new HashSet<>();
    for (long i = 0; i < directory.entries(); i++) {
      if (in.remaining() < CENTRAL_BYTES || in.getInt(in.position()) != CENTRAL) {
        throw corrupt("entry " + i + " of the directory is broken");
      }
      int at = in.position();
      int nameLength = u16(in, at + 28);
      int extraLength = u16(in, at + 30);
      int total = CENTRAL_BYTES + nameLength + extraLength + u16(in, at + 32);
      if (nameLength == 0 || nameLength > MAX_NAME) {
        throw limit("a name of " + nameLength + " bytes, at most " + MAX_NAME);
      }
      if (in.remaining() < total) {
        throw corrupt("entry " + i + " of the directory is cut short");
      }
      String name = name(in, at + CENTRAL_BYTES, nameLength);
      checkName(name);
      if (!folded.add(name.toLowerCase(Locale.ROOT))) {
        throw ambiguous("'" + name + "' is there twice (upper and lower case count as the same)");
      }
      if (u16(in, at + 34) != 0) {
        throw ambiguous("'" + name + "' lies on another disk");
      }
      Central entry =
          new Central(
              name,
              u16(in, at + 8),
              u16(in, at + 10),
              u32(in, at + 16),
              u32(in, at + 20),
              u32(in, at + 24),
              u32(in, at + 42));
      entries.add(zip64(entry, in, at + CENTRAL_BYTES + nameLength, extraLength));
      in.position(at + total);
    }
    if (in.hasRemaining()) {
      throw ambiguous("the directory holds more bytes than its entries");
    }
    return entries;
  }

  /** Replaces sizes that do not fit 32 bits by those of the zip64 extra field. */
  private Central zip64(Central c, ByteBuffer in, int start, int length)
      throws ModelFormatException {
    long size = c.size();
    long packed = c.packed();
    long local = c.local();
    boolean wide = size == U32 || packed == U32 || local == U32;
    boolean seen = false;
    int at = start;
    int end = start + length;
    while (end - at >= 4) {
      int id = u16(in, at);
      int fieldEnd = at + 4 + u16(in, at + 2);
      if (fieldEnd > end) {
        throw corrupt("an extra field of '" + c.name() + "' is cut short");
      }
      if (id == 1 && wide) {
        if (seen) {
          throw ambiguous("'" + c.name() + "' has two zip64 fields");
        }
        seen = true;
        int from = at + 4;
        int needed = 8 * ((size == U32 ? 1 : 0) + (packed == U32 ? 1 : 0) + (local == U32 ? 1 : 0));
        if (fieldEnd - from < needed) {
          throw corrupt("the zip64 field of '" + c.name() + "' is too short");
        }
        if (size == U32) {
          size = in.getLong(from);
          from += 8;
        }
        if (packed == U32) {
          packed = in.getLong(from);
          from += 8;
        }
        if (local == U32) {
          local = in.getLong(from);
        }
      }
      at = fieldEnd;
    }
    return new Central(c.name(), c.flags(), c.method(), c.crc(), packed, size, local);
  }

  private Map<String, ZipRecord> records(List<Central> entries, long directoryStart)
      throws IOException {
    Map<String, ZipRecord> records = new LinkedHashMap<>();
    List<Central> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Central::local));
    for (Central e : entries) {
      records.put(e.name(), record(e, directoryStart));
    }
    long at = 0;
    for (Central e : sorted) {
      ZipRecord record = records.get(e.name());
      if (record == null || e.local() != at) {
        throw ambiguous(
            "'"
                + e.name()
                + "' begins at byte "
                + e.local()
                + ", expected "
                + at
                + ": entries overlap, or there are bytes between or before them");
      }
      at = record.position() + record.packed();
      if ((e.flags() & FLAG_DESCRIPTOR) != 0) {
        at += descriptor(e, at, directoryStart);
      }
    }
    if (at != directoryStart) {
      throw ambiguous("there are bytes between the last entry and the directory");
    }
    return records;
  }

  private ZipRecord record(Central e, long directoryStart) throws IOException {
    if ((e.flags() & ~(FLAG_DESCRIPTOR | FLAG_UTF8)) != 0) {
      throw ambiguous(
          String.format(
              Locale.ROOT,
              "'%s' has flags 0x%x; encrypted, patched or masked entries are refused",
              e.name(),
              e.flags()));
    }
    if (e.method() != 0 && e.method() != 8) {
      throw limit(
          "'" + e.name() + "' is packed by method " + e.method() + "; only 0 and 8 are read");
    }
    if (e.size() < 0
        || e.packed() < 0
        || e.local() < 0
        || e.local() > directoryStart - LOCAL_BYTES
        || e.packed() > directoryStart - e.local() - LOCAL_BYTES) {
      throw limit(
          "'"
              + e.name()
              + "' claims "
              + Long.toUnsignedString(e.packed())
              + " bytes at "
              + Long.toUnsignedString(e.local())
              + ", the file has "
              + fileSize);
    }
    if (e.method() == 0 && e.size() != e.packed()) {
      throw ambiguous("'" + e.name() + "' is stored, but its two sizes differ");
    }
    ByteBuffer local = bytes(e.local(), LOCAL_BYTES);
    if (local.getInt(0) != LOCAL) {
      throw ambiguous("'" + e.name() + "' has no local header where the directory says");
    }
    int nameLength = u16(local, 26);
    long position = e.local() + LOCAL_BYTES + nameLength + u16(local, 28);
    if (position > directoryStart - e.packed()) {
      throw limit("'" + e.name() + "' reaches into the directory");
    }
    if (nameLength == 0 || nameLength > MAX_NAME) {
      throw ambiguous("'" + e.name() + "' has another name in its local header");
    }
    String localName = name(bytes(e.local() + LOCAL_BYTES, nameLength), 0, nameLength);
    if (!localName.equals(e.name())) {
      throw ambiguous("'" + e.name() + "' is called '" + localName + "' in its local header");
    }
    boolean described = (e.flags() & FLAG_DESCRIPTOR) != 0;
    if (u32(local, 18) == U32 || u32(local, 22) == U32) {
      checkLocal64(e, u32(local, 18), u32(local, 22), nameLength, u16(local, 28));
    }
    if (u16(local, 6) != e.flags()
        || u16(local, 8) != e.method()
        || !agrees(u32(local, 14), e.crc(), described, false)
        || !agrees(u32(local, 18), e.packed(), described, true)
        || !agrees(u32(local, 22), e.size(), described, true)) {
      throw ambiguous("'" + e.name() + "' differs between its local header and the directory");
    }
    return new ZipRecord(e.name(), e.method() == 0, e.crc(), e.packed(), e.size(), position);
  }

  /** The zip64 field of a local header must tell the sizes that the directory tells. */
  private void checkLocal64(Central e, long packed, long size, int nameLength, int extraLength)
      throws IOException {
    ByteBuffer extra = bytes(e.local() + LOCAL_BYTES + nameLength, extraLength);
    Central local = zip64(new Central(e.name(), 0, 0, 0, packed, size, 0), extra, 0, extraLength);
    boolean unknown =
        (e.flags() & FLAG_DESCRIPTOR) != 0 && local.size() == 0 && local.packed() == 0;
    if (!unknown && (local.size() != e.size() || local.packed() != e.packed())) {
      throw ambiguous("'" + e.name() + "' has other sizes in the zip64 field of its local header");
    }
  }

  private static boolean agrees(long local, long central, boolean described, boolean size) {
    return local == central || (described && local == 0) || (size && local == U32);
  }

  /** Length of the data descriptor after an entry: with or without signature, 32 or 64 bits. */
  private int descriptor(Central e, long at, long directoryStart) throws IOException {
    for (int length : new int[] {16, 24, 12, 20}) {
      if (at + length > directoryStart) {
        continue;
      }
      ByteBuffer in = bytes(at, length);
      int from = length % 8 == 0 ? 4 : 0;
      boolean wide = length >= 20;
      boolean fits =
          (from == 0 || in.getInt(0) == 0x08074b50)
              && u32(in, from) == e.crc()
              && (wide ? in.getLong(from + 4) : u32(in, from + 4)) == e.packed()
              && (wide ? in.getLong(from + 12) : u32(in, from + 8)) == e.size();
      if (fits) {
        return length;
      }
    }
    throw ambiguous("the data descriptor of '" + e.name() + "' is missing or differs");
  }

  private String name(ByteBuffer in, int at, int length) throws ModelFormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in.slice(at, length)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelFormatException("PT_ZIP_NAME", file + ": an entry's name is not UTF-8", e);
    }
  }

  private void checkName(String name) throws ModelFormatException {
    boolean bad =
        name.startsWith("/")
            || name.indexOf('\\') >= 0
            || name.indexOf(':') >= 0
            || name.chars().anyMatch(c -> c < 0x20 || c == 0x7F);
    for (String part : name.split("/", -1)) {
      bad |= part.equals("..") || part.equals(".");
    }
    if (bad) {
      throw new ModelFormatException(
          "PT_ZIP_NAME", file + ": the entry name '" + name + "' leaves the archive or is no name");
    }
  }

  private ByteBuffer bytes(long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    StoredTensor.readFully(channel, buffer, at);
    return buffer.flip();
  }

  private static int u16(ByteBuffer in, int at) {
    return in.getShort(at) & 0xFFFF;
  }

  private static long u32(ByteBuffer in, int at) {
    return in.getInt(at) & U32;
  }

  private ModelFormatException corrupt(String text) {
    return new ModelFormatException("PT_ZIP_CORRUPT", file + ": " + text);
  }

  private ModelFormatException ambiguous(String text) {
    return new ModelFormatException("PT_ZIP_AMBIGUOUS", file + ": " + text);
  }

  private ModelFormatException limit(String text) {
    return new ModelFormatException("PT_ZIP_LIMIT", file + ": " + text);
  }
}
