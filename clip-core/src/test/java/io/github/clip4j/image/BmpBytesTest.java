package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ImageDecodeException;
import io.github.clip4j.errors.UnsupportedImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bitmaps of a few bytes: headers, palettes, colour masks and run lengths. */
class BmpBytesTest {
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int MASKS = 3;

  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  /** A header of 40 bytes or more; what follows it is given as it stands in the file. */
  private static byte[] file(
      int header,
      int start,
      int width,
      int height,
      int bits,
      int compression,
      int colors,
      byte[] rest) {
    ByteBuffer out = ByteBuffer.allocate(14 + header + rest.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'B').put((byte) 'M').putInt(out.capacity()).putInt(0).putInt(start);
    out.putInt(header).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
    out.putInt(compression).position(46);
    out.putInt(colors).position(14 + header);
    return out.put(rest).array();
  }

  private static byte[] join(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] masks(long... masks) {
    ByteBuffer out = ByteBuffer.allocate(4 * masks.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long mask : masks) {
      out.putInt((int) mask);
    }
    return out.array();
  }

  private static PixelImage decode(byte[] file, boolean lenient) throws ImageDecodeException {
    return BmpDecoder.decode(new DecodeContext("picture", ImageFormat.BMP, 1 << 20, lenient), file);
  }

  private static PixelImage decode(byte[] file) throws ImageDecodeException {
    return decode(file, false);
  }

  private static void refused(byte[] file, Class<?> type, String words) {
    assertThatThrownBy(() -> decode(file)).isInstanceOf(type).hasMessageContaining(words);
  }

  /** Two colours, black and white, that are no ramp of 256 steps but one of two. */
  private static final byte[] BLACK_WHITE = bytes(0, 0, 0, 0, 255, 255, 255, 0);

  @Test
  void black_and_white_is_read_as_bits_whatever_the_depth() throws Exception {
    byte[] rows = bytes(0, 1, 1, 0);
    PixelImage image = decode(file(40, 0, 3, 1, 8, 0, 2, join(BLACK_WHITE, rows)));
    assertThat(image.mode).isEqualTo(PixelImage.Mode.BIT);
    assertThat(image.data).isEqualTo(bytes(0, 255, 255));
  }

  @Test
  void rows_run_upward_unless_the_height_is_negative() throws Exception {
    byte[] rest = join(bytes(9, 8, 7, 0), bytes(0, 0, 0, 0), bytes(1, 0, 0, 0));
    assertThat(decode(file(40, 0, 1, 2, 8, 0, 1, rest)).data).isEqualTo(bytes(1, 0));
    assertThat(decode(file(40, 0, 1, -2, 8, 0, 1, rest)).data).isEqualTo(bytes(0, 1));
    byte[] rgb = bytes(1, 2, 3, 0, 4, 5, 6, 0);
    assertThat(decode(file(40, 54, 1, 2, 24, 0, 0, rgb)).data).isEqualTo(bytes(6, 5, 4, 3, 2, 1));
    assertThat(decode(file(40, 54, 1, -2, 24, 0, 0, rgb)).data).isEqualTo(bytes(3, 2, 1, 6, 5, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 52, 56, 64, 108, 124})
  void headers_of_all_known_lengths_hold_the_same_fields(int header) throws Exception {
    byte[] file = file(header, 14 + header, 1, 1, 24, 0, 0, bytes(30, 20, 10, 0));
    assertThat(decode(file).data).isEqualTo(bytes(10, 20, 30));
  }

  @Test
  void headers_of_other_lengths_are_refused_and_cut_ones_are_truncated() {
    refused(file(40, 54, 1, 1, 24, 0, 0, bytes(0, 0, 0, 0)), 41, "BMP header of 41 bytes");
    refused(file(40, 54, 1, 1, 24, 0, 0, bytes(0, 0, 0, 0)), 124, "the header needs 138 bytes");
    refused(bytes('B', 'M', 0), ImageDecodeException.class, "the header needs 26 bytes");
  }

  private static void refused(byte[] file, int header, String words) {
    file[14] = (byte) header;
    refused(file, ImageDecodeException.class, words);
  }

  @Test
  void a_palette_may_have_more_colours_than_a_byte_can_name_but_not_any_number() throws Exception {
    byte[] palette = new byte[4 * 300];
    palette[1] = 77;
    byte[] file = file(40, 0, 1, 1, 8, 0, 300, join(palette, bytes(0, 0, 0, 0)));
    PixelImage image = decode(file);
    assertThat(image.mode).isEqualTo(PixelImage.Mode.PALETTE);
    assertThat(PixelConverter.toRgb(image)).isEqualTo(bytes(0, 77, 0));
    refused(
        file(40, 0, 1, 1, 8, 0, 70_000, new byte[8]),
        ImageDecodeException.class,
        "a palette of 70000 colours");
    refused(
        file(40, 0, 1, 1, 8, 0, 256, new byte[8]),
        ImageDecodeException.class,
        "the palette of 256 colours is cut");
  }

  @Test
  void pixels_that_claim_to_begin_in_the_palette_begin_behind_it() throws Exception {
    byte[] rest = join(bytes(9, 9, 9, 0), bytes(0, 0, 0, 0));
    assertThat(decode(file(40, 54, 1, 1, 8, 0, 1, rest)).data).isEqualTo(bytes(0));
  }

  @ParameterizedTest
  @CsvSource({"2,0", "48,0", "8,5", "8,4", "24,4", "32,1"})
  void depths_and_codings_that_do_not_exist_are_named(int bits, int compression) {
    byte[] file = file(40, 54, 1, 1, bits, compression, 0, new byte[2000]);
    refused(file, UnsupportedImageException.class, "is not supported");
  }

  @Test
  void six_bits_of_green_or_five_are_told_by_the_masks() throws Exception {
    byte[] white = bytes(0xFF, 0xFF, 0, 0);
    byte[] green6 = bytes(0x20, 0, 0, 0);
    byte[] m565 = masks(0xF800, 0x7E0, 0x1F);
    byte[] m555 = masks(0x7C00, 0x3E0, 0x1F);
    assertThat(decode(file(40, 66, 1, 1, 16, MASKS, 0, join(m565, white))).data)
        .isEqualTo(bytes(255, 255, 255));
    assertThat(decode(file(40, 66, 1, 1, 16, MASKS, 0, join(m565, green6))).data)
        .isEqualTo(bytes(0, 4, 0));
    assertThat(decode(file(40, 66, 1, 1, 16, MASKS, 0, join(m555, green6))).data)
        .isEqualTo(bytes(0, 8, 0));
  }

  @Test
  void without_an_offset_pixels_follow_the_masks() throws Exception {
    byte[] rest = join(masks(0xFF0000, 0xFF00, 0xFF), bytes(3, 2, 1, 0));
    assertThat(decode(file(40, 0, 1, 1, 24, MASKS, 0, rest)).data).isEqualTo(bytes(1, 2, 3));
  }

  @Test
  void masks_of_32_bits_name_the_byte_of_each_channel() throws Exception {
    byte[] pixel = bytes(1, 2, 3, 4);
    byte[] rgbx = masks(0xFF000000L, 0xFF0000, 0xFF00);
    assertThat(decode(file(40, 66, 1, 1, 32, MASKS, 0, join(rgbx, pixel))).data)
        .isEqualTo(bytes(4, 3, 2));
    byte[] argb = masks(0xFF, 0xFF00, 0xFF0000, 0xFF000000L);
    assertThat(decode(file(56, 70, 1, 1, 32, MASKS, 0, join(pixel, pixel)), false).mode)
        .as("masks in the header, all zero: alpha is the fourth byte")
        .isEqualTo(PixelImage.Mode.RGBA);
    byte[] v3 = file(56, 70, 1, 1, 32, MASKS, 0, pixel);
    System.arraycopy(argb, 0, v3, 54, 16);
    assertThat(decode(v3).data).isEqualTo(bytes(1, 2, 3, 4));
  }

  @Test
  void masks_that_pillow_does_not_know_are_refused() {
    for (long[] m :
        new long[][] {
          {0xF800, 0x7E0, 0x0F},
          {0xF800, 0x7C0, 0x1F},
          {0x7C00, 0x3E0, 0x0F},
          {0x7C00, 0x7E0, 0x1F},
          {0xF000, 0xF00, 0xF0}
        }) {
      byte[] rest = join(masks(m), new byte[4]);
      refused(file(40, 66, 1, 1, 16, MASKS, 0, rest), UnsupportedImageException.class, "masks");
    }
    for (int bits : new int[] {24, 32}) {
      for (long[] m : new long[][] {{0xFF, 0xFF00, 0xFF0000}, {0, 0xFF00, 0}, {0, 0, 0xFF}}) {
        byte[] rest = join(masks(m), new byte[4]);
        refused(file(40, 66, 1, 1, bits, MASKS, 0, rest), UnsupportedImageException.class, "masks");
      }
    }
    byte[] alphaOnly = file(56, 70, 1, 1, 32, MASKS, 0, new byte[4]);
    alphaOnly[66] = 1;
    refused(alphaOnly, UnsupportedImageException.class, "masks");
    refused(
        file(40, 54, 1, 1, 16, MASKS, 0, new byte[4]),
        ImageDecodeException.class,
        "the colour masks are missing");
  }

  private static byte[] runs(int compression, int width, int height, int... code) {
    // One colour that is not black, so that the picture keeps its indices.
    byte[] palette = bytes(1, 1, 1, 0);
    return file(
        40,
        0,
        width,
        height,
        compression == RLE8 ? 8 : 4,
        compression,
        1,
        join(palette, bytes(code)));
  }

  @Test
  void runs_stop_at_the_right_edge_and_lines_end_early() throws Exception {
    byte[] file = runs(RLE8, 3, 2, 9, 5, 0, 0, 1, 6, 0, 0, 0, 1);
    assertThat(decode(file).data).isEqualTo(bytes(6, 0, 0, 5, 5, 5));
    byte[] nibbles = runs(RLE4, 3, 1, 3, 0x12, 0, 1);
    assertThat(decode(nibbles).data).isEqualTo(bytes(1, 2, 1));
  }

  @Test
  void rows_of_runs_may_run_downward() throws Exception {
    byte[] file = runs(RLE8, 1, -2, 1, 5, 0, 0, 1, 6, 0, 1);
    assertThat(decode(file).data).isEqualTo(bytes(5, 6));
  }

  @Test
  void a_jump_leaves_the_first_colour_behind_and_cannot_leave_the_picture() throws Exception {
    assertThat(decode(runs(RLE8, 2, 2, 0, 2, 1, 1, 1, 7, 0, 1)).data).isEqualTo(bytes(0, 7, 0, 0));
    assertThat(decode(runs(RLE8, 2, 2, 0, 2, 255, 255)).data).isEqualTo(new byte[4]);
    refused(runs(RLE8, 2, 2, 0, 2, 1), ImageDecodeException.class, "a jump at offset");
  }

  @Test
  void literal_runs_are_padded_to_words() throws Exception {
    assertThat(decode(runs(RLE8, 4, 1, 0, 3, 7, 8, 9, 0, 1, 5)).data).isEqualTo(bytes(7, 8, 9, 5));
    assertThat(decode(runs(RLE4, 4, 1, 0, 4, 0x12, 0x34)).data).isEqualTo(bytes(1, 2, 3, 4));
  }

  @Test
  void runs_that_end_early_are_an_error_or_what_is_there() throws Exception {
    for (byte[] cut : new byte[][] {runs(RLE8, 4, 1, 1, 7), runs(RLE8, 4, 1, 1, 7, 0, 3, 1)}) {
      refused(cut, ImageDecodeException.class, "truncated");
      assertThat(decode(cut, true).data).isEqualTo(bytes(7, 0, 0, 0));
    }
  }
}
