package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Blocks that a plain encoder wrote, with the codes of the standard's annex K, are read back. */
class JpegBitsTest {
  private static final JPEGHuffmanTable DC = JPEGHuffmanTable.StdDCLuminance;
  private static final JPEGHuffmanTable AC = JPEGHuffmanTable.StdACLuminance;

  private final long seed = Long.getLong("clip.seed", 31);
  private final Random random = new Random(seed);

  private static JpegHuffman table(JPEGHuffmanTable standard, boolean ac) {
    int[] counts = new int[17];
    for (int i = 0; i < standard.getLengths().length; i++) {
      counts[i + 1] = standard.getLengths()[i];
    }
    byte[] symbols = new byte[standard.getValues().length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = (byte) standard.getValues()[i];
    }
    JpegHuffman table = JpegHuffman.of(counts, symbols, ac);
    assertThat(table).isNotNull();
    return table;
  }

  /** Writes codes and bits, with a zero behind each 0xFF. */
  private static final class Writer {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int buffer;
    private int count;

    void bits(int value, int n) {
      for (int i = n - 1; i >= 0; i--) {
        buffer = buffer << 1 | (value >> i & 1);
        if (++count == 8) {
          out.write(buffer);
          if (buffer == 255) {
            out.write(0);
          }
          buffer = 0;
          count = 0;
        }
      }
    }

    void symbol(JPEGHuffmanTable table, int symbol) {
      int code = 0;
      int index = 0;
      for (int length = 1; length <= table.getLengths().length; length++) {
        for (int i = 0; i < table.getLengths()[length - 1]; i++) {
          if (table.getValues()[index++] == symbol) {
            bits(code, length);
            return;
          }
          code++;
        }
        code <<= 1;
      }
      throw new IllegalArgumentException("no code for " + symbol);
    }

    void value(int value) {
      int size = 32 - Integer.numberOfLeadingZeros(Math.abs(value));
      bits(value < 0 ? value + (1 << size) - 1 : value, size);
    }

    void block(int[] coefficients, int predictor) {
      int difference = coefficients[0] - predictor;
      symbol(DC, 32 - Integer.numberOfLeadingZeros(Math.abs(difference)));
      value(difference);
      int run = 0;
      for (int k = 1; k < 64; k++) {
        if (coefficients[k] == 0) {
          run++;
          continue;
        }
        for (; run > 15; run -= 16) {
          symbol(AC, 0xF0);
        }
        symbol(AC, run << 4 | 32 - Integer.numberOfLeadingZeros(Math.abs(coefficients[k])));
        value(coefficients[k]);
        run = 0;
      }
      if (run > 0) {
        symbol(AC, 0);
      }
    }

    byte[] end() {
      bits(127, 7);
      out.write(0xFF);
      out.write(0xD9);
      return out.toByteArray();
    }
  }

  /** Flat, sparse and full blocks, with small and with large values. */
  private int[] coefficients() {
    int[] c = new int[64];
    c[0] = random.nextInt(1000) - 500;
    int kind = random.nextInt(5);
    int bound = random.nextBoolean() ? 2 : 900;
    for (int k = 1; k < 64; k++) {
      if (kind == 4 || (kind > 0 && random.nextInt(kind == 1 ? 30 : 3) == 0)) {
        int value = 1 + random.nextInt(bound);
        c[k] = random.nextBoolean() ? value : -value;
      }
    }
    return c;
  }

  private static int[] list(int[] coefficients) {
    List<Integer> list = new ArrayList<>();
    list.add(coefficients[0] << 8);
    for (int k = 1; k < 64; k++) {
      if (coefficients[k] != 0) {
        list.add(coefficients[k] << 8 | k);
      }
    }
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  @DisplayName("twenty thousand blocks, more bytes than are kept at a time")
  void blocks() {
    Writer writer = new Writer();
    List<int[]> blocks = new ArrayList<>();
    int predictor = 0;
    for (int i = 0; i < 20_000; i++) {
      int[] c = coefficients();
      writer.block(c, predictor);
      predictor = c[0];
      blocks.add(c);
    }
    byte[] file = writer.end();
    assertThat(file.length).isGreaterThan(200_000);
    JpegBits bits = new JpegBits(file);
    JpegHuffman dc = table(DC, false);
    JpegHuffman ac = table(AC, true);
    bits.start(0);
    int[] list = new int[JpegOutput.ROOM];
    predictor = 0;
    for (int[] block : blocks) {
      bits.ensureBlock();
      int end = bits.block(dc, ac, predictor, list, 0);
      assertThat(Arrays.copyOf(list, end)).as("seed %s", seed).isEqualTo(list(block));
      predictor = block[0];
    }
    assertThat(bits.overrun()).isFalse();
    assertThat(bits.position()).isEqualTo(file.length - 2);
  }

  @Test
  @DisplayName("behind the end come zeros, as many as are asked for, and it is known")
  void end() {
    for (byte[] file :
        new byte[][] {
          {(byte) 0xA5}, {(byte) 0xA5, -1}, {(byte) 0xA5, -1, -1, (byte) 0xD9, 1, 2, 3, 4, 5, 6}
        }) {
      JpegBits bits = new JpegBits(file);
      bits.start(0);
      bits.ensureBlock();
      assertThat(bits.bits(8)).isEqualTo(0xA5);
      assertThat(bits.overrun()).isFalse();
      assertThat(bits.position()).isEqualTo(1);
      for (int i = 0; i < 3000; i++) {
        bits.ensureBlock();
        assertThat(bits.bits(16)).isZero();
        assertThat(bits.overrun()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("fill bytes before a stuffed zero are one 0xFF")
  void stuffing() {
    byte[] file = {1, -1, -1, -1, 0, 2, 3, -1, 0, 4, -1, (byte) 0xD0};
    JpegBits bits = new JpegBits(file);
    bits.start(0);
    bits.ensureBlock();
    for (int expected : new int[] {1, 255, 2, 3, 255, 4}) {
      assertThat(bits.bits(8)).isEqualTo(expected);
    }
    assertThat(bits.overrun()).isFalse();
    assertThat(bits.position()).isEqualTo(10);
  }

  @Test
  @DisplayName("segments that end near the end of the second piece")
  void pieces() {
    for (int length = (2 << 14) - 300; length < (2 << 14) + 20; length++) {
      byte[] file = new byte[length];
      Arrays.fill(file, (byte) 0x5A);
      // A stuffed byte, so that what follows is not copied at multiples of eight.
      file[0] = -1;
      file[1] = 0;
      JpegBits bits = new JpegBits(file);
      bits.start(0);
      assertThat(bits.bits(8)).isEqualTo(255);
      for (int i = 2; i < length; i++) {
        bits.ensureBlock();
        assertThat(bits.bits(8)).isEqualTo(0x5A);
      }
      assertThat(bits.overrun()).as("%s bytes", length).isFalse();
      for (int i = 0; i < 600; i++) {
        bits.ensureBlock();
        assertThat(bits.bits(8)).isZero();
      }
      assertThat(bits.overrun()).isTrue();
    }
  }
}
