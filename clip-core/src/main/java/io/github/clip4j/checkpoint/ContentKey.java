package io.github.clip4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A key for caches of what is made from weight files. A file up to 16 MiB is hashed whole; of a
 * larger one the first and last mebibyte, 256 evenly spread pieces, the size, the real path and the
 * time of its last change are. So the key is there in milliseconds for files of many GiB, and
 * changes with every ordinary change of the file.
 */
final class ContentKey {
  private static final long WHOLE = 16 << 20;
  private static final int END = 1 << 20;
  private static final int PIECES = 256;
  private static final int PIECE = 4096;

  private ContentKey() {}

  /** SHA-256 over the files as said above and over the text, in hexadecimal. */
  static String of(List<Path> files, String text) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer buffer = ByteBuffer.allocate(END);
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long size = channel.size();
        digest.update(("\n" + size + "\n").getBytes(StandardCharsets.UTF_8));
        if (size <= WHOLE) {
          update(digest, channel, buffer, 0, size);
        } else {
          String identity = file.toRealPath() + "\n" + Files.getLastModifiedTime(file);
          digest.update(identity.getBytes(StandardCharsets.UTF_8));
          update(digest, channel, buffer, 0, END);
          for (int i = 1; i <= PIECES; i++) {
            update(digest, channel, buffer, size / (PIECES + 1) * i, PIECE);
          }
          update(digest, channel, buffer, size - END, END);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(
      MessageDigest digest, FileChannel channel, ByteBuffer buffer, long start, long length)
      throws IOException {
    long at = start;
    long end = start + length;
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      int n = channel.read(buffer, at);
      if (n < 0) {
        throw new IOException("the file ended at byte " + at + " while it was hashed");
      }
      digest.update(buffer.flip());
      at += n;
    }
  }
}
