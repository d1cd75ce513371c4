package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.ImageDecodeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lossless WebP whose 65,536 groups of prefix codes are much larger in memory than in the file. */
class Vp8lGroupsTest {
  private static final int GROUPS = 65_536;

  /** Bits, lowest first. */
  private static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int buffer;
    private int count;

    Writer put(int value, int bits) {
      for (int i = 0; i < bits; i++) {
        buffer |= (value >> i & 1) << count;
        if (++count == 8) {
          out.write(buffer);
          buffer = 0;
          count = 0;
        }
      }
      return this;
    }

    /** A code of one symbol, which takes no bits. */
    Writer lone(int symbol) {
      return put(1, 1).put(0, 1).put(1, 1).put(symbol, 8);
    }

    /** A code of the symbols 0 to 255, eight bits each. */
    Writer flat() {
      put(0, 1).put(12 - 4, 4);
      // Lengths of the lengths' code in its strange order; only 8, the twelfth, is used.
      put(0, 33).put(1, 3);
      return put(1, 1).put(3, 3).put(256 - 2, 8);
    }

    /** A code of nine symbols of 1 to 8 bits. */
    Writer steep() {
      put(0, 1).put(12 - 4, 4);
      put(0, 9);
      for (int i = 0; i < 5; i++) {
        put(3, 3);
      }
      put(0, 3).put(3, 3).put(3, 3).put(3, 3);
      put(1, 1).put(1, 3).put(9 - 2, 4);
      for (int length = 1; length <= 9; length++) {
        put(Integer.reverse(Math.min(length, 8) - 1) >>> 29, 3);
      }
      return this;
    }

    byte[] webp() {
      put(0, 7);
      byte[] body = out.toByteArray();
      int padded = body.length + (body.length & 1);
      return ByteBuffer.allocate(20 + padded)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put("RIFF".getBytes(StandardCharsets.US_ASCII))
          .putInt(12 + padded)
          .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
          .putInt(body.length)
          .put(body)
          .array();
    }
  }

  /** A picture's header up to the image of groups; blocks of four pixels a side. */
  private static Writer begin(int size) {
    return new Writer()
        .put(0x2F, 8)
        .put(size - 1, 14)
        .put(size - 1, 14)
        .put(0, 4)
        .put(0, 1)
        .put(0, 1)
        .put(1, 1)
        .put(0, 3)
        .put(0, 1);
  }

  /** All blocks are of the last group. */
  private static byte[] oneUsed() {
    Writer w = begin(16).lone(255).lone(255).lone(0).lone(255).lone(0);
    for (int g = 0; g < GROUPS; g++) {
      w.steep().lone(g & 255).lone(7).lone(255).lone(0);
    }
    return w.put(0, 16 * 16).webp();
  }

  /** Each block is of a group of its own. */
  private static byte[] allUsed() {
    Writer w = begin(1024).flat().flat().lone(0).lone(255).lone(0);
    for (int g = 0; g < GROUPS; g++) {
      w.put(Integer.reverse(g & 255) >>> 24, 8).put(Integer.reverse(g >> 8) >>> 24, 8);
    }
    for (int g = 0; g < GROUPS; g++) {
      w.steep().steep().steep().steep().steep();
    }
    return w.put(0, 1).webp();
  }

  /** What the forked JVM runs. */
  static final class Fork {
    private Fork() {}

    public static void main(String[] args) throws IOException {
      try {
        RgbImage image = new ImagePreprocessor(PreprocessConfig.openClip(8)).crop(Path.of(args[0]));
        System.out.println(
            "red "
                + (image.rgb()[0] & 255)
                + ", green "
                + image.rgb()[1]
                + ", blue "
                + image.rgb()[2]);
      } catch (ImageDecodeException e) {
        System.out.println(e.code());
      }
    }
  }

  private static String decode(Path file, byte[] webp, String heap)
      throws IOException, InterruptedException {
    Files.write(file, webp);
    return SmallJvm.run(heap, Fork.class, file.toString());
  }

  @Test
  @DisplayName("groups that no block names are read and dropped: 24 MiB of heap are enough")
  void dropped(@TempDir Path dir) throws IOException, InterruptedException {
    byte[] webp = oneUsed();
    assertThat(webp.length).isLessThan(1_200_000);
    assertThat(decode(dir.resolve("one.webp"), webp, "-Xmx24m"))
        .isEqualTo("red 255, green 0, blue 7");
  }

  @Test
  @DisplayName("tables that the heap cannot hold are refused, not tried")
  void refused(@TempDir Path dir) throws IOException, InterruptedException {
    assertThat(decode(dir.resolve("all.webp"), allUsed(), "-Xmx96m")).isEqualTo("IMG_TOO_LARGE");
  }
}
