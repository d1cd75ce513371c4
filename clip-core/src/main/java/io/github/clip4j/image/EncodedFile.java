package io.github.clip4j.image;

import io.github.clip4j.errors.ImageTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads encoded pictures into memory and never more than half of the heap: a file may be larger
 * than it says, as devices and pipes are, and a stream may have no end.
 */
final class EncodedFile {
  /** As many bytes as an array can have. */
  static final int MAX_FILE = Integer.MAX_VALUE - 64;

  private static final int FIRST = 1 << 16;

  private EncodedFile() {}

  static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder, no picture");
    }
    long size = Files.size(file);
    long most = most();
    if (size > most) {
      throw tooLarge(file.toString(), size + " bytes", most);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, size, most);
    }
  }

  static byte[] read(String source, InputStream in) throws IOException {
    return read(source, in, 0, most());
  }

  /**
   * Reads to the end.
   *
   * @param expected how many bytes there should be; a guess
   * @param most from how many on it is an error
   */
  static byte[] read(String source, InputStream in, long expected, long most) throws IOException {
    byte[] bytes = new byte[(int) Math.min(most, expected == 0 ? FIRST : expected)];
    int length = 0;
    while (true) {
      length += in.readNBytes(bytes, length, bytes.length - length);
      if (length < bytes.length) {
        return Arrays.copyOf(bytes, length);
      }
      int next = in.read();
      if (next < 0) {
        return bytes;
      }
      if (length == most) {
        throw tooLarge(source, "more than " + most + " bytes", most);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(FIRST, 2L * length)));
      bytes[length++] = (byte) next;
    }
  }

  private static long most() {
    return Math.min(MAX_FILE, Runtime.getRuntime().maxMemory() / 2);
  }

  private static ImageTooLargeException tooLarge(String source, String found, long most) {
    return new ImageTooLargeException(
        source
            + ": "
            + found
            + "; at most "
            + most
            + " can be read, half of the heap; give the JVM a larger one (-Xmx) if the source is"
            + " trusted");
  }
}
