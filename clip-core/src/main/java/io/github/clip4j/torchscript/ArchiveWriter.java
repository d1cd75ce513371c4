package io.github.clip4j.torchscript;

import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.errors.ModelMismatchException;
import io.github.clip4j.files.WholeFile;
import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Writes a CLIP as a TorchScript archive that libtorch loads: class text from the resources beside
 * this class, weights streamed from a {@link TensorSource}. The archive has the methods {@code
 * encode_image} (float32 {@code [B, 3, S, S]} to {@code [B, D]}), {@code encode_text} (int64 {@code
 * [B, T]} to {@code [B, D]}) and {@code forward} (both).
 *
 * <p>Stateless and thread-safe. Equal inputs give equal bytes.
 */
public final class ArchiveWriter {
  /** Grows with every change of what is written for the same checkpoint; part of cache keys. */
  public static final int VERSION = 5;

  /** PyTorch's file format version; from 10 on, gelu takes its "approximate" argument. */
  private static final String FILE_FORMAT_VERSION = "10\n";

  /** An empty tuple, protocol 2. */
  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private static final String ROOT = "clip/";
  private static final int CHUNK = 1 << 16;

  private ArchiveWriter() {}

  /**
   * Writes the archive to a temporary file beside {@code target}, then moves it there in one step.
   * On failure the temporary file is removed and {@code target} is as it was.
   *
   * @param config the architecture
   * @param tensors its weights by open_clip's names
   * @param imagePrecision how the matrices of the image tower's transformer blocks are stored and
   *     multiplied; a ResNet has none
   * @param textPrecision the same of the text tower
   * @param target the archive to make or replace; its folder exists
   * @param progress told the part of the weights written so far, in [0, 1], after each tensor
   * @throws ModelMismatchException if a tensor is missing or has another shape
   * @throws IOException if reading or writing fails, or the disk has too little room
   */
  public static void write(
      ClipConfig config,
      TensorSource tensors,
      WeightPrecision imagePrecision,
      WeightPrecision textPrecision,
      Path target,
      DoubleConsumer progress)
      throws IOException {
    write(config, tensors, imagePrecision, textPrecision, target, progress, Disk.REAL);
  }

  /** The same with one precision for both towers. */
  public static void write(
      ClipConfig config,
      TensorSource tensors,
      WeightPrecision precision,
      Path target,
      DoubleConsumer progress)
      throws IOException {
    write(config, tensors, precision, precision, target, progress, Disk.REAL);
  }

  /** The same on a given disk. */
  static void write(
      ClipConfig config,
      TensorSource tensors,
      WeightPrecision precision,
      Path target,
      DoubleConsumer progress,
      Disk disk)
      throws IOException {
    write(config, tensors, precision, precision, target, progress, disk);
  }

  private static void write(
      ClipConfig config,
      TensorSource tensors,
      WeightPrecision imagePrecision,
      WeightPrecision textPrecision,
      Path target,
      DoubleConsumer progress,
      Disk disk)
      throws IOException {
    Towers towers = new Towers(config, new Weights(tensors), imagePrecision, textPrecision);
    ModulePickle pickle = ModulePickle.of(towers.clip());
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file that can be written: " + target);
    }
    requireRoom(folder, pickle.storages(), disk.room(folder));
    Path temporary = disk.createTemporary(folder);
    try {
      try (StoredZip zip = disk.openZip(temporary)) {
        zip.entry(ROOT + "data.pkl", pickle.bytes());
        zip.entry(ROOT + "code/__torch__/clip4j/clip.py", utf8(towers.clipText()));
        zip.entry(ROOT + "code/__torch__/clip4j/image.py", utf8(towers.imageText()));
        zip.entry(ROOT + "code/__torch__/clip4j/text.py", utf8(towers.textText()));
        zip.entry(ROOT + "constants.pkl", NO_CONSTANTS);
        storages(zip, pickle.storages(), progress);
        zip.entry(ROOT + "version", utf8(FILE_FORMAT_VERSION));
        zip.finish();
      }
      WholeFile.moveInto(temporary, absolute);
    } finally {
      WholeFile.discard(temporary);
    }
  }

  private static void storages(StoredZip zip, List<ArchiveTensor> storages, DoubleConsumer progress)
      throws IOException {
    float[] floats = new float[CHUNK];
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long all = storages.stream().mapToLong(ArchiveTensor::count).sum();
    long done = 0;
    for (int key = 0; key < storages.size(); key++) {
      ArchiveTensor tensor = storages.get(key);
      long count = tensor.count();
      zip.entry(
          ROOT + "data/" + key,
          tensor.bytes(),
          sink -> {
            for (long start = 0; start < count; start += CHUNK) {
              int n = (int) Math.min(CHUNK, count - start);
              tensor.elements().read(start, floats, n);
              encode(tensor.dtype(), floats, n, bytes.clear());
              sink.write(bytes.flip());
            }
          });
      done += count;
      progress.accept((double) done / all);
    }
  }

  private static void encode(DType dtype, float[] floats, int n, ByteBuffer bytes) {
    switch (dtype) {
      case F32 -> {
        bytes.asFloatBuffer().put(floats, 0, n);
        bytes.position(n * Float.BYTES);
      }
      case F16 -> {
        for (int i = 0; i < n; i++) {
          bytes.putShort(Halves.of(floats[i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < n; i++) {
          bytes.putShort(Halves.bfloat16(floats[i]));
        }
      }
      case I8 -> {
        for (int i = 0; i < n; i++) {
          bytes.put((byte) floats[i]);
        }
      }
      default -> throw new IllegalArgumentException("archives have no tensors of type " + dtype);
    }
  }

  private static void requireRoom(Path folder, List<ArchiveTensor> storages, long free)
      throws IOException {
    long needed = 1 << 20;
    for (ArchiveTensor tensor : storages) {
      needed += tensor.bytes();
    }
    if (free < needed) {
      throw new IOException(
          "the archive needs "
              + needed
              + " bytes and "
              + folder
              + " has "
              + free
              + " left; free some room, or choose another folder (for the cache CLIP4J_CACHE or"
              + " -Dclip4j.cache)");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
