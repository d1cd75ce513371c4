package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * Opens a weight file of whatever kind, told apart by its first bytes and never by its name alone.
 * Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class WeightReader {
  /** Up to and with the magic number of a tar archive at 257. */
  private static final int HEAD = 264;

  private WeightReader() {}

  /**
   * Opens a file; reads its header only.
   *
   * @param file a safetensors file, an index of shards ({@code *.index.json}), a zip checkpoint of
   *     {@code torch.save}, or a TorchScript archive (as a container of weights: its code is never
   *     looked at)
   * @return the open file, for the caller to close
   * @throws ModelFormatException if it is broken or of another kind; the code tells which
   */
  public static WeightFile open(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    Path name = file.getFileName();
    String lower = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    if (lower.endsWith(".index.json")) {
      return ShardedWeights.open(file);
    }
    byte[] head = head(file);
    if (looksLikeSafetensors(head)) {
      return SafetensorsFile.open(file);
    }
    // By its end a zip is known even where foreign bytes stand before it; those are refused there.
    if (startsWith(head, 'P', 'K', 3, 4) || startsWith(tail(file), 'P', 'K', 5, 6)) {
      return TorchZipFile.open(file);
    }
    refusePlaceholder(file, head);
    refuseLegacy(file, head);
    if (lower.endsWith(".safetensors")) {
      return SafetensorsFile.open(file);
    }
    throw new ModelFormatException(
        "MODEL_NOT_WEIGHTS",
        file
            + ": neither safetensors nor a PyTorch zip checkpoint; it begins with the bytes "
            + HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(head, Math.min(head.length, 8))));
  }

  private static byte[] head(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(HEAD, channel.size()));
      StoredTensor.readFully(channel, buffer, 0);
      return buffer.array();
    }
  }

  /** The last bytes, as many as the end record of a zip has. */
  private static byte[] tail(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(22, size));
      StoredTensor.readFully(channel, buffer, size - buffer.capacity());
      return buffer.array();
    }
  }

  /** A length below 2^32 and a brace after it: no other kind of file begins so. */
  private static boolean looksLikeSafetensors(byte[] head) {
    return head.length > 8
        && head[8] == '{'
        && head[4] == 0
        && head[5] == 0
        && head[6] == 0
        && head[7] == 0;
  }

  private static void refusePlaceholder(Path file, byte[] head) throws ModelFormatException {
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      throw new ModelFormatException(
          "MODEL_NOT_WEIGHTS",
          file + ": this is a Git LFS pointer; download the real file (git lfs pull)");
    }
    if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
      throw new ModelFormatException(
          "MODEL_NOT_WEIGHTS",
          file + ": this is a web page, not weights; the download went wrong, fetch it again");
    }
  }

  private static void refuseLegacy(Path file, byte[] head) throws ModelFormatException {
    String found = null;
    if (startsWith(head, 0x80, 0x02, 0x8A, 0x0A)) {
      found = "PyTorch's legacy stacked pickles (before torch 1.6)";
    } else if (head.length > 262
        && new String(head, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
      found = "a tar archive (PyTorch 0.1.1's container, or one to unpack first)";
    } else if (startsWith(head, 'P', 'Y', 'T', 'O', 'R', 'C', 'H', '1')) {
      found = "the old PYTORCH1 container";
    } else if (head.length > 1 && head[0] == (byte) 0x80 && head[1] >= 0 && head[1] <= 5) {
      found = "a plain pickle";
    } else if (startsWith(head, '7', 'z', 0xBC, 0xAF, 0x27, 0x1C)) {
      found = "a 7z archive";
    } else if (startsWith(head, 0x1F, 0x8B)) {
      found = "a gzip file";
    } else if (startsWith(head, 0xFD, '7', 'z', 'X', 'Z')) {
      found = "an xz file";
    } else if (startsWith(head, 0x28, 0xB5, 0x2F, 0xFD)) {
      found = "a zstd file";
    } else if (startsWith(head, 'G', 'G', 'U', 'F')) {
      found = "a GGUF file";
    } else if (startsWith(head, 0x89, 'H', 'D', 'F')) {
      found = "an HDF5 file";
    }
    if (found != null) {
      throw new ModelFormatException(
          "PT_UNSUPPORTED_CONTAINER",
          file
              + ": the file is "
              + found
              + ", which is not read; unpack it if it is packed, else load it in Python and save it"
              + " as safetensors (safetensors.torch.save_file) or again with torch.save");
    }
  }

  private static boolean startsWith(byte[] head, int... magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (head[i] != (byte) magic[i]) {
        return false;
      }
    }
    return true;
  }
}
