package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.PickleValue.Storage;
import io.github.clip4j.weights.PickleValue.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A zip checkpoint of {@code torch.save}, or a TorchScript archive read for its weights alone. Its
 * records are checked against their CRC-32 when they are first read, which libtorch itself does not
 * do.
 */
final class TorchZipFile implements WeightFile {
  private static final int MAX_PICKLE = 16 << 20;
  private static final int MAX_RATIO = 100;
  private static final int SMALL = 64;
  private static final int MAX_NOTE = 4096;
  private static final List<String> NOTES =
      List.of(".format_version", ".storage_alignment", ".data/serialization_id");
  private static final Pattern VERSION = Pattern.compile("([1-9]|10)\\s*");

  /** A tensor and the record behind it. */
  private record Located(StoredTensor tensor, ZipRecord record) {}

  private final Path file;
  private final FileChannel channel;
  private final boolean torchScript;
  private final Map<String, Located> located = new LinkedHashMap<>();
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  private TorchZipFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    Map<String, ZipRecord> records = ZipDirectory.read(channel, file);
    String root = root(records);
    this.torchScript = records.containsKey(root + "constants.pkl");
    checkVersion(records, root);
    checkByteOrder(records, root);
    checkNotes(records, root);
    ZipRecord pickle = records.get(root + "data.pkl");
    if (pickle == null) {
      throw missing(root + "data.pkl");
    }
    PickleValue value =
        PickleReader.read(contents(pickle, MAX_PICKLE), file + " (data.pkl)", torchScript);
    Map<String, ZipRecord> storages = new HashMap<>();
    for (Map.Entry<String, Tensor> e : StateDict.find(value, file.toString()).entrySet()) {
      Tensor t = e.getValue();
      ZipRecord record = storages.get(t.storage().key());
      if (record == null) {
        record = storage(records, root, t.storage(), e.getKey());
        storages.put(t.storage().key(), record);
      }
      checkSize(record, t.storage(), e.getKey());
      TensorInfo info = new TensorInfo(e.getKey(), t.storage().dtype(), t.shape());
      long position = record.position() + t.offset() * info.dtype().bytes();
      located.put(e.getKey(), new Located(new StoredTensor(info, position, t.strides()), record));
      infos.put(e.getKey(), info);
    }
  }

  static TorchZipFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new TorchZipFile(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The one folder that all entries share, with its slash. */
  private String root(Map<String, ZipRecord> records) throws ModelFormatException {
    String root = null;
    for (String name : records.keySet()) {
      int slash = name.indexOf('/');
      String first = slash < 0 ? "" : name.substring(0, slash + 1);
      if (slash < 0 || (root != null && !root.equals(first))) {
        throw new ModelFormatException(
            "PT_MISSING_RECORD",
            file
                + ": a PyTorch checkpoint keeps all entries in one folder, but there is '"
                + name
                + "'; is this another kind of zip?");
      }
      root = first;
    }
    return root == null ? "" : root;
  }

  private void checkVersion(Map<String, ZipRecord> records, String root) throws IOException {
    ZipRecord version = records.get(root + "version");
    if (version == null) {
      version = records.get(root + ".data/version");
    }
    if (version == null) {
      throw missing(root + "version");
    }
    String text = new String(contents(version, SMALL), StandardCharsets.ISO_8859_1);
    if (!VERSION.matcher(text).matches()) {
      throw new ModelFormatException(
          "PT_VERSION", file + ": file format version '" + text.strip() + "', read are 1 to 10");
    }
  }

  private void checkByteOrder(Map<String, ZipRecord> records, String root) throws IOException {
    ZipRecord order = records.get(root + "byteorder");
    if (order == null) {
      return;
    }
    String text = new String(contents(order, SMALL), StandardCharsets.ISO_8859_1).strip();
    if (!text.equals("little")) {
      throw new ModelFormatException(
          "PT_BYTEORDER",
          file
              + ": byte order '"
              + text
              + "', read is 'little'; save it again on a little-endian machine");
    }
  }

  /** Small records that torch reads when it loads; here only their checksums are of interest. */
  private void checkNotes(Map<String, ZipRecord> records, String root) throws IOException {
    for (String name : NOTES) {
      ZipRecord note = records.get(root + name);
      if (note != null) {
        contents(note, MAX_NOTE);
      }
    }
  }

  private ZipRecord storage(
      Map<String, ZipRecord> records, String root, Storage storage, String tensor)
      throws ModelFormatException {
    ZipRecord record = records.get(root + "data/" + storage.key());
    if (record == null) {
      throw new ModelFormatException(
          "PT_MISSING_RECORD",
          file
              + ": record data/"
              + storage.key()
              + " of tensor '"
              + tensor
              + "' is missing from the archive");
    }
    if (!record.stored()) {
      throw new ModelFormatException(
          "PT_ZIP_LIMIT",
          file
              + ": record "
              + record.name()
              + " is compressed; torch stores tensors plain. Save the checkpoint again");
    }
    return record;
  }

  private void checkSize(ZipRecord record, Storage storage, String tensor)
      throws ModelFormatException {
    int width = storage.dtype().bytes();
    if (storage.elements() > Long.MAX_VALUE / width
        || storage.elements() * width != record.size()) {
      throw new ModelFormatException(
          "PK_TENSOR_BOUNDS",
          file
              + ": the storage of '"
              + tensor
              + "' should hold "
              + storage.elements()
              + " elements of "
              + storage.dtype()
              + ", record "
              + record.name()
              + " has "
              + record.size()
              + " bytes");
    }
  }

  /** The contents of a small record, unpacked in bounds and checked. */
  private byte[] contents(ZipRecord record, int most) throws IOException {
    boolean bomb = record.size() > MAX_RATIO * Math.max(record.packed(), 64);
    if (record.size() > most || record.packed() > most || bomb) {
      throw new ModelFormatException(
          "PT_ZIP_LIMIT",
          file
              + ": record "
              + record.name()
              + " of "
              + record.size()
              + " bytes ("
              + record.packed()
              + " packed), the limit is "
              + most);
    }
    ByteBuffer packed = ByteBuffer.allocate((int) record.packed());
    StoredTensor.readFully(channel, packed, record.position());
    byte[] bytes = packed.array();
    if (!record.stored()) {
      bytes = inflated(record, bytes);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    checkCrc(record, crc.getValue());
    return bytes;
  }

  private byte[] inflated(ZipRecord record, byte[] packed) throws ModelFormatException {
    byte[] out = new byte[(int) record.size()];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int n = 0;
      while (n < out.length) {
        int got = inflater.inflate(out, n, out.length - n);
        if (got == 0) {
          break;
        }
        n += got;
      }
      boolean more = inflater.inflate(new byte[1]) > 0;
      if (n != out.length || more || !inflater.finished()) {
        throw new ModelFormatException(
            "PT_ZIP_LIMIT",
            file + ": record " + record.name() + " unpacks to other than its stated size");
      }
      return out;
    } catch (DataFormatException e) {
      throw new ModelFormatException(
          "PT_ZIP_CORRUPT", file + ": record " + record.name() + " is not valid deflate data", e);
    } finally {
      inflater.end();
    }
  }

  private void checkCrc(ZipRecord record, long found) throws ModelFormatException {
    if (found != record.crc()) {
      throw new ModelFormatException(
          "PT_CRC",
          file
              + ": record "
              + record.name().substring(record.name().indexOf('/') + 1)
              + String.format(
                  Locale.ROOT,
                  ": CRC32 expected %08x found %08x; the file is damaged, fetch it again",
                  record.crc(),
                  found));
    }
  }

  /** Reads a record once from end to end before the first of its bytes is used. */
  private void verify(ZipRecord record) throws IOException {
    if (verified.contains(record.name())) {
      return;
    }
    CRC32 crc = new CRC32();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(1 << 18, record.size()));
    for (long at = 0; at < record.size(); at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), record.size() - at));
      StoredTensor.readFully(channel, buffer, record.position() + at);
      crc.update(buffer.flip());
    }
    checkCrc(record, crc.getValue());
    verified.add(record.name());
  }

  private ModelFormatException missing(String record) {
    return new ModelFormatException(
        "PT_MISSING_RECORD",
        file + ": there is no '" + record + "', so this is no PyTorch checkpoint");
  }

  @Override
  public String format() {
    return torchScript ? "torchscript" : "pytorch zip";
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(infos);
  }

  @Override
  public void readFloats(String name, long start, float[] dst, int offset, int count)
      throws IOException {
    @Nullable Located tensor = located.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor '" + name + "' in " + file);
    }
    verify(tensor.record());
    tensor.tensor().readFloats(channel, start, dst, offset, count);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
