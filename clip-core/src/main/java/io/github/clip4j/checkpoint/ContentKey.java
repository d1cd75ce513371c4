package io.github.clip4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key for caches of what is made from weight files: SHA-256 over a text and the SHA-256 of each
 * file's every byte. Where the files lie and when they were written does not matter.
 */
final class ContentKey {
  private static final int CHUNK = 1 << 20;

  private ContentKey() {}

  /**
   * The key, in hexadecimal.
   *
   * @param memory where hashes of files are looked up and kept, or null to read every byte
   */
  static String of(List<Path> files, String text, @Nullable HashMemory memory) throws IOException {
    MessageDigest digest = sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    for (Path file : files) {
      String hash = memory == null ? hash(file) : memory.hash(file);
      digest.update(("\n" + hash).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of a file's bytes, in hexadecimal. */
  static String hash(Path file) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static String hash(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
