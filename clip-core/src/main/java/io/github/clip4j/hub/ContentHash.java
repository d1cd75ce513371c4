package io.github.clip4j.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hash that a hub announces for a file. A hub keeps large files by the SHA-256 of their bytes
 * and small ones as git blobs, whose name is the SHA-1 of {@code "blob <length>\0"} and the bytes
 * (git's <a href="https://git-scm.com/book/en/v2/Git-Internals-Git-Objects">object format</a>).
 *
 * @param kind which of the two
 * @param hex the hash, lower case
 */
record ContentHash(Kind kind, String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  enum Kind {
    SHA_256,
    GIT_SHA_1
  }

  /** The hash that an etag is; empty for an etag of another kind, which proves nothing. */
  static Optional<ContentHash> ofEtag(String etag) {
    if (!HEX.matcher(etag).matches()) {
      return Optional.empty();
    }
    return Optional.of(new ContentHash(etag.length() == 64 ? Kind.SHA_256 : Kind.GIT_SHA_1, etag));
  }

  static ContentHash sha256(String hex) {
    return new ContentHash(Kind.SHA_256, hex);
  }

  /** A running hash for a file of the given length (needed by git's header). */
  Running start(long length) {
    return new Running(kind, length);
  }

  /** The hash of a file's present bytes. */
  String of(Path file) throws IOException {
    Running running = start(Files.size(file));
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        running.update(ByteBuffer.wrap(buffer, 0, n));
      }
    }
    return running.hex();
  }

  /** Hashes bytes as they come. */
  static final class Running {
    private final Kind kind;
    private final long length;
    private MessageDigest digest;

    private Running(Kind kind, long length) {
      this.kind = kind;
      this.length = length;
      this.digest = fresh(kind, length);
    }

    void restart() {
      digest = fresh(kind, length);
    }

    void update(ByteBuffer bytes) {
      digest.update(bytes);
    }

    /** The hash so far; more bytes may follow. */
    String hex() {
      try {
        return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("the JDK's message digests can be cloned", e);
      }
    }

    private static MessageDigest fresh(Kind kind, long length) {
      try {
        MessageDigest digest =
            MessageDigest.getInstance(kind == Kind.SHA_256 ? "SHA-256" : "SHA-1");
        if (kind == Kind.GIT_SHA_1) {
          digest.update(("blob " + length + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        return digest;
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-1 and SHA-256", e);
      }
    }
  }
}
