package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file, checked whole: the tensors must tile the data without hole,
 * overlap or rest, and every size must follow from shape and type. Stricter than the reference
 * reader in one point: a key declared twice is an error of its own.
 *
 * <p>Format: <a href="https://github.com/safetensors/safetensors#format">safetensors README</a>.
 */
final class SafetensorsHeader {
  static final long MAX_HEADER_BYTES = 100_000_000;
  private static final int MAX_TENSORS = 100_000;
  private static final int MAX_NAME = 4096;
  private static final int MAX_RANK = 16;

  /** Types of the format that no CLIP needs: known, hence "unsupported" and not "corrupt". */
  private static final Set<String> KNOWN_TYPES =
      Set.of(
          "F4",
          "F6_E2M3",
          "F6_E3M2",
          "F8_E5M2",
          "F8_E4M3",
          "F8_E8M0",
          "F8_E4M3FNUZ",
          "F8_E5M2FNUZ",
          "U16",
          "U32",
          "U64",
          "C64");

  private record Entry(TensorInfo info, long begin, long end) {}

  private final Path file;
  private final long dataStart;
  private final long dataLength;
  private final HeaderScanner in;

  private SafetensorsHeader(FileChannel channel, Path file, long headerLength, long fileLength) {
    this.file = file;
    this.dataStart = 8 + headerLength;
    this.dataLength = fileLength - dataStart;
    this.in = new HeaderScanner(channel, file, 8, headerLength);
  }

  /** Reads and checks the header; the tensors come in the order of their bytes. */
  static Map<String, StoredTensor> read(FileChannel channel, Path file) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new ModelFormatException(
          "ST_HEADER_TOO_SMALL", file + ": the file has " + size + " bytes, needs at least 8");
    }
    ByteBuffer prefix = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    StoredTensor.readFully(channel, prefix, 0);
    long length = prefix.getLong(0);
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw new ModelFormatException(
          "ST_HEADER_TOO_LARGE",
          file
              + ": the header says "
              + Long.toUnsignedString(length)
              + " bytes, the limit is "
              + MAX_HEADER_BYTES
              + "; is this a safetensors file?");
    }
    if (length > size - 8) {
      throw new ModelFormatException(
          "ST_INVALID_HEADER_LENGTH",
          file
              + ": the header says "
              + length
              + " bytes, the file has "
              + size
              + ": truncated download?");
    }
    return new SafetensorsHeader(channel, file, length, size).parse();
  }

  private Map<String, StoredTensor> parse() throws IOException {
    if (in.peek() != '{') {
      throw in.unexpected("'{'");
    }
    in.expect('{');
    Map<String, Entry> entries = new LinkedHashMap<>();
    boolean metadata = false;
    if (!in.accept('}')) {
      do {
        String name = in.string(MAX_NAME);
        if (name.equals("__metadata__")) {
          if (metadata) {
            throw duplicate("'__metadata__' is declared twice");
          }
          metadata = true;
          in.expect(':');
          skipMetadata();
          continue;
        }
        in.expect(':');
        if (entries.put(name, entry(name)) != null) {
          throw duplicate("tensor '" + name + "' is declared twice");
        }
        if (entries.size() > MAX_TENSORS) {
          throw in.json("more than " + MAX_TENSORS + " tensors are declared");
        }
      } while (in.accept(','));
      in.expect('}');
    }
    in.skipSpace();
    if (in.peek() >= 0) {
      throw in.unexpected("nothing but white space after the header");
    }
    return place(entries);
  }

  private void skipMetadata() throws IOException {
    in.expect('{');
    if (in.accept('}')) {
      return;
    }
    do {
      String key = in.string(MAX_NAME);
      in.expect(':');
      in.skipSpace();
      if (in.peek() != '"') {
        throw in.json("__metadata__." + key + " must be a string");
      }
      in.skipString();
    } while (in.accept(','));
    in.expect('}');
  }

  private Entry entry(String name) throws IOException {
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    in.expect('{');
    if (!in.accept('}')) {
      do {
        String field = in.string(MAX_NAME);
        in.expect(':');
        switch (field) {
          case "dtype" -> {
            once(dtype, name, field);
            dtype = in.string(64);
          }
          case "shape" -> {
            once(shape, name, field);
            shape = integers("shape of '" + name + "'", MAX_RANK);
          }
          case "data_offsets" -> {
            once(offsets, name, field);
            offsets = integers("data_offsets of '" + name + "'", 2);
          }
          // The schema forbids further fields, the reference reader passes over them; so do we.
          default -> in.skipValue(2);
        }
      } while (in.accept(','));
      in.expect('}');
    }
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw in.json("'" + name + "' needs dtype, shape and data_offsets of two numbers");
    }
    return new Entry(
        new TensorInfo(name, type(name, dtype), shape), offsets.get(0), offsets.get(1));
  }

  private void once(@Nullable Object earlier, String name, String field)
      throws ModelFormatException {
    if (earlier != null) {
      throw duplicate("field '" + field + "' of tensor '" + name + "' is declared twice");
    }
  }

  private List<Long> integers(String what, int most) throws IOException {
    List<Long> values = new ArrayList<>(4);
    in.expect('[');
    if (in.accept(']')) {
      return values;
    }
    do {
      values.add(in.integer(what));
      if (values.size() > most) {
        throw in.json("the " + what + " has more than " + most + " numbers");
      }
    } while (in.accept(','));
    in.expect(']');
    return values;
  }

  private DType type(String name, String dtype) throws ModelFormatException {
    for (DType known : DType.values()) {
      if (known.name().equals(dtype)) {
        return known;
      }
    }
    String supported = String.join(" ", List.of(DType.values()).stream().map(Enum::name).toList());
    if (KNOWN_TYPES.contains(dtype.toUpperCase(Locale.ROOT))) {
      throw new ModelFormatException(
          "ST_UNSUPPORTED_DTYPE",
          file + ": '" + name + "' has type " + dtype + "; supported are " + supported);
    }
    throw in.json("'" + name + "' has the unknown type \"" + dtype + "\", not one of " + supported);
  }

  /** Checks that the tensors tile the data, in the order of the reference reader's checks. */
  private Map<String, StoredTensor> place(Map<String, Entry> entries) throws ModelFormatException {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    long at = 0;
    for (Entry e : sorted) {
      String name = e.info().name();
      if (e.begin() != at || e.end() < e.begin()) {
        throw new ModelFormatException(
            "ST_INVALID_OFFSET",
            file
                + ": '"
                + name
                + "' lies at ["
                + e.begin()
                + ", "
                + e.end()
                + "), but must begin at "
                + at
                + ": tensors may neither overlap nor leave a hole");
      }
      at = e.end();
      long bytes = byteSize(e.info());
      if (bytes != e.end() - e.begin()) {
        throw new ModelFormatException(
            "ST_SIZE_MISMATCH",
            file
                + ": '"
                + name
                + "' "
                + e.info().dtype()
                + " "
                + e.info().shape()
                + " needs "
                + bytes
                + " bytes, the header gives "
                + (e.end() - e.begin()));
      }
      tensors.put(name, new StoredTensor(e.info(), dataStart + e.begin(), null));
    }
    if (at != dataLength) {
      throw new ModelFormatException(
          "ST_INCOMPLETE_BUFFER",
          file
              + ": the tensors take "
              + at
              + " bytes, the file has "
              + dataLength
              + " after its header"
              + (at > dataLength ? ": truncated download?" : ": extra bytes at the end"));
    }
    return tensors;
  }

  private long byteSize(TensorInfo info) throws ModelFormatException {
    long n = info.dtype().bytes();
    try {
      for (long size : info.shape()) {
        n = Math.multiplyExact(n, size);
      }
    } catch (ArithmeticException e) {
      throw new ModelFormatException(
          "ST_OVERFLOW",
          file + ": size of '" + info.name() + "' " + info.shape() + " exceeds 2^63",
          e);
    }
    return n;
  }

  private ModelFormatException duplicate(String text) {
    return new ModelFormatException(
        "ST_DUPLICATE_KEY", file + ": " + text + " (before byte " + in.offset() + ")");
  }
}
