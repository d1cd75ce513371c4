package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.clip4j.errors.ImageTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole files and streams, and what has no end. */
class EncodedFileTest {
  /** Zeros for ever, a few at a time, as a socket gives them. */
  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] dst, int offset, int length) {
      return Math.min(length, 1000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "65535, 0",
    "65536, 0",
    "65537, 0",
    "300000, 0", // a stream: no guess
    "1000, 1000",
    "1000, 999",
    "1000, 1001",
    "200000, 1" // a file that grows or shrinks
  })
  @DisplayName("all bytes are read, whatever length was expected")
  void whole(int length, long expected) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    assertThat(EncodedFile.read("x", new ByteArrayInputStream(bytes), expected, 1 << 20))
        .isEqualTo(bytes);
    assertThat(
            EncodedFile.read("x", new ByteArrayInputStream(bytes), expected, Math.max(1, length)))
        .isEqualTo(bytes);
  }

  @Test
  @DisplayName("one byte more than allowed is an error that names the limit")
  void too_long() {
    InputStream in = new ByteArrayInputStream(new byte[100_001]);
    assertThatThrownBy(() -> EncodedFile.read("photo.jpg", in, 0, 100_000))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining("photo.jpg: more than 100000 bytes")
        .hasMessageContaining("-Xmx");
  }

  @Test
  @DisplayName("a stream without end is refused before memory ends")
  void endless() {
    assertThatThrownBy(() -> EncodedFile.read("socket", new Endless(), 0, 5_000_000))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining("socket: more than 5000000 bytes");
  }

  @Test
  @DisplayName("a file larger than half of the heap is refused by its size, unread")
  void huge_file(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("huge.jpg");
    long size = Runtime.getRuntime().maxMemory() / 2 + 1;
    try (var channel =
        java.nio.channels.FileChannel.open(
            file,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), size - 1); // sparse where it can be
    }
    assumeTrue(Files.size(file) == size);
    assertThatThrownBy(() -> new ImagePreprocessor(PreprocessConfig.openClip(224)).preprocess(file))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining(size + " bytes; at most ");
  }

  @Test
  @DisplayName("a folder is refused by its name")
  void folder(@TempDir Path folder) {
    assertThatThrownBy(() -> EncodedFile.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + ": is a folder, no picture");
  }
}
