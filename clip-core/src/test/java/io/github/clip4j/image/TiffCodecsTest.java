package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The codings of TIFF on streams that end early or say what cannot be. */
class TiffCodecsTest {
  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  /** Codes of nine bits, highest bit first. */
  private static byte[] codes(int... codes) {
    byte[] out = new byte[(codes.length * 9 + 7) / 8];
    for (int i = 0; i < 9 * codes.length; i++) {
      if ((codes[i / 9] >> (8 - i % 9) & 1) != 0) {
        out[i / 8] |= (byte) (128 >> i % 8);
      }
    }
    return out;
  }

  @Test
  void pack_bits_repeats_copies_and_passes_over_minus_128() {
    byte[] in = bytes(-2, 7, -128, 1, 8, 9);
    byte[] out = new byte[5];
    assertThat(TiffCodecs.packBits(in, 0, in.length, out, 5)).isEqualTo(5);
    assertThat(out).isEqualTo(bytes(7, 7, 7, 8, 9));
  }

  @Test
  void pack_bits_stops_at_the_end_and_never_writes_more_than_wanted() {
    byte[] out = new byte[4];
    assertThat(TiffCodecs.packBits(bytes(-5), 0, 1, out, 4)).isZero();
    assertThat(TiffCodecs.packBits(bytes(3, 1), 0, 2, out, 4)).isEqualTo(1);
    assertThat(TiffCodecs.packBits(bytes(-127, 6), 0, 2, out, 3)).isEqualTo(3);
    assertThat(out).isEqualTo(bytes(6, 6, 6, 0));
  }

  @Test
  void lzw_may_name_the_string_that_it_is_about_to_define() {
    byte[] in = codes(256, 'a', 258, 259, 257);
    byte[] out = new byte[6];
    assertThat(TiffCodecs.lzw(in, 0, in.length, out, 6)).isEqualTo(6);
    assertThat(out).isEqualTo(bytes('a', 'a', 'a', 'a', 'a', 'a'));
  }

  @Test
  void lzw_stops_at_a_string_that_nothing_defined() {
    byte[] out = new byte[6];
    byte[] first = codes(256, 258);
    assertThat(TiffCodecs.lzw(first, 0, first.length, out, 6)).isZero();
    byte[] later = codes(256, 'a', 300);
    assertThat(TiffCodecs.lzw(later, 0, later.length, out, 6)).isEqualTo(1);
  }

  @Test
  void lzw_goes_on_with_twelve_bits_when_its_table_is_full() {
    // Without a clear code a writer may go on with the 4094 strings that are there.
    int wanted = 6000;
    java.io.ByteArrayOutputStream in = new java.io.ByteArrayOutputStream();
    int buffer = 0;
    int count = 0;
    int width = 9;
    int next = 257;
    for (int i = 0; i < wanted; i++) {
      buffer = buffer << width | (i * 7 & 255);
      count += width;
      while (count >= 8) {
        count -= 8;
        in.write(buffer >> count);
      }
      next++;
      if (next > 257 && next < 4096 && next + 1 >= 1 << width && width < 12) {
        width++;
      }
    }
    in.write(buffer << (8 - count));
    byte[] file = in.toByteArray();
    byte[] out = new byte[wanted];
    assertThat(TiffCodecs.lzw(file, 0, file.length, out, wanted)).isEqualTo(wanted);
    for (int i = 0; i < wanted; i++) {
      assertThat(out[i]).as("byte %s", i).isEqualTo((byte) (i * 7));
    }
  }

  @Test
  void deflate_says_how_far_it_came() {
    byte[] out = new byte[4];
    assertThat(TiffCodecs.deflate(bytes(0x78), 0, 1, out, 4)).isZero();
    assertThat(TiffCodecs.deflate(bytes(1, 2, 3), 0, 3, out, 4)).isZero();
  }
}
