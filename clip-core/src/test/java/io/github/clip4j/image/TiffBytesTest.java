package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ImageDecodeException;
import io.github.clip4j.errors.ImageTooLargeException;
import io.github.clip4j.errors.UnsupportedImageException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFFs of a few bytes: what each tag may say, and what is said about it when it may not. */
class TiffBytesTest {
  private static final int COMPRESSION = 259;
  private static final int FILL_ORDER = 266;
  private static final int STRIP_OFFSET = 273;
  private static final int PLANAR = 284;
  private static final int PREDICTOR = 317;
  private static final int COLOR_MAP = 320;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;

  private static PixelImage decode(byte[] file, boolean lenient) throws ImageDecodeException {
    return TiffDecoder.decode(
        new DecodeContext("picture", ImageFormat.TIFF, 1 << 20, lenient), file);
  }

  private static PixelImage decode(TiffBytes file) throws ImageDecodeException {
    return decode(file.build(), false);
  }

  private static void refused(TiffBytes file, Class<?> type, String... words) {
    assertThatThrownBy(() -> decode(file)).isInstanceOf(type).hasMessageContainingAll(words);
  }

  private static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  @Test
  void a_gray_strip_is_read_as_it_stands() throws Exception {
    PixelImage image = decode(TiffBytes.gray(3, 1, 8, 1, 128, 255));
    assertThat(image.mode).isEqualTo(PixelImage.Mode.GRAY);
    assertThat(image.data).isEqualTo(bytes(1, 128, 255));
  }

  @Test
  void tags_may_be_bytes_shorts_or_longs() throws Exception {
    TiffBytes file =
        TiffBytes.gray(1, 1, 8, 77)
            .typed(256, TiffBytes.BYTE, 1, 1)
            .typed(257, TiffBytes.SHORT, 1, 1);
    assertThat(decode(file).data).isEqualTo(bytes(77));
  }

  @Test
  void a_tag_that_is_no_integer_or_has_no_value_is_broken() {
    refused(
        TiffBytes.gray(1, 1, 8, 0).typed(256, TiffBytes.RATIONAL, 1, 1),
        ImageDecodeException.class,
        "tag 256 has type 5");
    refused(
        TiffBytes.gray(1, 1, 8, 0).typed(256, TiffBytes.LONG, 0, 1),
        ImageDecodeException.class,
        "0 values");
  }

  @Test
  void values_beyond_the_end_are_seen_before_room_is_made_for_them() {
    refused(
        TiffBytes.gray(1, 1, 8, 0).typed(258, TiffBytes.LONG, 0xFFFFFFFFL, 8),
        ImageDecodeException.class,
        "tag 258",
        "beyond the end");
    refused(
        TiffBytes.gray(1, 1, 8, 0).typed(258, TiffBytes.LONG, 4, 0x7FFFFFFF),
        ImageDecodeException.class,
        "beyond the end");
  }

  @Test
  void a_header_alone_is_truncated_and_a_big_tiff_is_named() {
    assertThatThrownBy(() -> decode(bytes('I', 'I', 42, 0, 8, 0, 0), false))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining("header");
    for (byte[] big :
        new byte[][] {
          bytes('I', 'I', 43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0),
          bytes('M', 'M', 0, 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16)
        }) {
      assertThatThrownBy(() -> decode(big, false))
          .isInstanceOf(UnsupportedImageException.class)
          .hasMessageContaining("BigTIFF");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 11, 0x7FFFFFFFL, 0xFFFFFFFFL})
  void a_directory_inside_the_header_or_beyond_the_end_is_not_followed(long at) {
    byte[] file =
        bytes(
            'I',
            'I',
            42,
            0,
            (int) at,
            (int) (at >> 8),
            (int) (at >> 16),
            (int) (at >> 24),
            0,
            0,
            0,
            0);
    assertThatThrownBy(() -> decode(file, false)).isInstanceOf(ImageDecodeException.class);
  }

  @Test
  void numbers_with_a_sign_or_a_point_are_not_taken_for_brightness() {
    refused(
        TiffBytes.gray(1, 1, 8, 0).tag(SAMPLE_FORMAT, 3),
        UnsupportedImageException.class,
        "sample format 3");
    refused(
        TiffBytes.gray(1, 1, 8, 0).tag(FILL_ORDER, 3),
        UnsupportedImageException.class,
        "fill order 3");
    refused(TiffBytes.gray(1, 1, 8, 0).tag(PLANAR, 0), UnsupportedImageException.class, "planes 0");
    refused(TiffBytes.gray(1, 1, 8, 0).tag(PLANAR, 3), UnsupportedImageException.class, "planes 3");
    refused(
        TiffBytes.samples(2, 3, 8, 1, 1, 2, 3).tag(258, 8, 8, 16),
        UnsupportedImageException.class,
        "unequal");
  }

  @Test
  void combinations_that_pillow_does_not_open_are_described() {
    TiffBytes[] strange = {
      TiffBytes.gray(1, 1, 3, 0),
      TiffBytes.gray(1, 1, 32, 0, 0, 0, 0),
      TiffBytes.samples(1, 2, 16, 1, 0, 0, 0, 0).tag(EXTRA_SAMPLES, 0),
      TiffBytes.samples(1, 2, 1, 1, 0).tag(EXTRA_SAMPLES, 0),
      TiffBytes.samples(1, 2, 8, 1, 0, 0).tag(EXTRA_SAMPLES, 1),
      TiffBytes.samples(1, 3, 8, 1, 0, 0, 0).tag(EXTRA_SAMPLES, 0, 0),
      TiffBytes.samples(0, 2, 8, 1, 0, 0),
      TiffBytes.samples(2, 3, 4, 1, 0, 0),
      TiffBytes.samples(2, 2, 8, 1, 0, 0),
      TiffBytes.samples(2, 4, 8, 1, 0, 0, 0, 0).tag(EXTRA_SAMPLES, 0, 0),
      TiffBytes.samples(2, 5, 8, 1, 0, 0, 0, 0, 0),
      TiffBytes.samples(3, 2, 8, 1, 0, 0),
      TiffBytes.samples(3, 1, 16, 1, 0, 0),
      TiffBytes.samples(3, 1, 3, 1, 0),
      TiffBytes.samples(5, 3, 8, 1, 0, 0, 0),
      TiffBytes.samples(5, 4, 4, 1, 0, 0),
      TiffBytes.samples(6, 3, 8, 1, 0, 0, 0)
    };
    for (TiffBytes file : strange) {
      refused(file, UnsupportedImageException.class, "photometric", "samples of", "bits");
    }
  }

  @Test
  void a_fourth_sample_of_rgb_is_alpha_when_no_tag_says_what_it_is() throws Exception {
    PixelImage image = decode(TiffBytes.samples(2, 4, 8, 1, 10, 20, 30, 40));
    assertThat(image.mode).isEqualTo(PixelImage.Mode.RGBA);
    assertThat(image.data).isEqualTo(bytes(10, 20, 30, 40));
  }

  @Test
  void a_sample_that_means_nothing_is_left_out() throws Exception {
    PixelImage gray = decode(TiffBytes.samples(1, 2, 8, 2, 10, 99, 20, 99).tag(EXTRA_SAMPLES, 0));
    assertThat(gray.data).isEqualTo(bytes(10, 20));
    PixelImage rgb16 =
        decode(TiffBytes.samples(2, 4, 16, 1, 0, 1, 0, 2, 0, 3, 0, 9).tag(EXTRA_SAMPLES, 0));
    assertThat(rgb16.mode).isEqualTo(PixelImage.Mode.RGB);
    assertThat(rgb16.data).isEqualTo(bytes(1, 2, 3));
  }

  @Test
  void cmyk_of_16_bits_keeps_the_high_bytes() throws Exception {
    PixelImage image = decode(TiffBytes.samples(5, 4, 16, 1, 1, 2, 3, 4, 5, 6, 7, 8).bigEndian());
    assertThat(image.mode).isEqualTo(PixelImage.Mode.CMYK);
    assertThat(image.data).isEqualTo(bytes(1, 3, 5, 7));
  }

  @Test
  void colour_under_no_alpha_is_black_when_colours_were_multiplied_with_alpha() throws Exception {
    PixelImage image =
        decode(TiffBytes.samples(2, 4, 8, 2, 50, 60, 70, 0, 50, 60, 70, 128).tag(EXTRA_SAMPLES, 1));
    assertThat(image.data).isEqualTo(bytes(0, 0, 0, 0, 99, 119, 139, 128));
  }

  @Test
  void a_palette_without_colours_is_broken_and_a_short_one_is_gray_beyond_its_end()
      throws Exception {
    refused(TiffBytes.samples(3, 1, 8, 1, 0), ImageDecodeException.class, "without a colour map");
    PixelImage image =
        decode(TiffBytes.samples(3, 1, 8, 1, 0).tag(COLOR_MAP, 0x1100, 0x2200, 0x3300));
    assertThat(Arrays.copyOf(image.palette, 6)).isEqualTo(bytes(0x11, 0x22, 0x33, 1, 1, 1));
  }

  @Test
  void bits_of_a_byte_may_run_backwards() throws Exception {
    PixelImage image = decode(TiffBytes.gray(8, 1, 1, 0b0000_0101).tag(FILL_ORDER, 2));
    assertThat(image.data).isEqualTo(bytes(255, 0, 255, 0, 0, 0, 0, 0));
  }

  @Test
  void backward_bytes_are_turned_before_they_are_uncompressed() throws Exception {
    // PackBits: three times 7, stored with the bits of both bytes reversed.
    TiffBytes file =
        TiffBytes.gray(3, 1, 8, Integer.reverse(-2) >>> 24, Integer.reverse(7) >>> 24)
            .tag(COMPRESSION, 32773)
            .tag(FILL_ORDER, 2);
    assertThat(decode(file).data).isEqualTo(bytes(7, 7, 7));
  }

  @Test
  void differences_of_16_bit_samples_are_summed_in_the_files_byte_order() throws Exception {
    TiffBytes little = TiffBytes.gray(3, 1, 16, 0xFF, 0, 2, 0, 0xFF, 0xFF).tag(PREDICTOR, 2);
    TiffBytes big =
        TiffBytes.gray(3, 1, 16, 0, 0xFF, 0, 2, 0xFF, 0xFF).tag(PREDICTOR, 2).bigEndian();
    assertThat(decode(little).data16).isEqualTo(new char[] {0xFF, 0x101, 0x100});
    assertThat(decode(big).data16).isEqualTo(new char[] {0xFF, 0x101, 0x100});
  }

  @Test
  void predictors_of_floats_and_of_bits_are_refused() {
    refused(
        TiffBytes.gray(1, 1, 8, 0).tag(PREDICTOR, 3),
        UnsupportedImageException.class,
        "predictor 3");
    refused(
        TiffBytes.gray(8, 1, 1, 0).tag(PREDICTOR, 2),
        UnsupportedImageException.class,
        "predictor with 1 bits");
  }

  @Test
  void tiles_of_no_size_or_of_absurd_size_are_broken() {
    for (long[] size : new long[][] {{0, 16}, {16, 0}, {1 << 21, 16}, {16, 1 << 21}}) {
      refused(
          TiffBytes.gray(1, 1, 8, 0).tag(TILE_WIDTH, size[0]).tag(TILE_HEIGHT, size[1]),
          ImageDecodeException.class,
          "tiles of");
    }
    refused(
        TiffBytes.gray(1, 1, 8, 0).tag(TILE_WIDTH, 1 << 20).tag(TILE_HEIGHT, 1 << 20),
        ImageTooLargeException.class,
        "decoding needs 1099511627776 bytes");
  }

  @Test
  void missing_strips_and_missing_lengths_are_counted() {
    refused(
        TiffBytes.gray(1, 4, 8, 0).tag(278, 1),
        ImageDecodeException.class,
        "4 strips or tiles expected, 1 are listed");
    refused(
        TiffBytes.gray(1, 2, 8, 0, 0).tag(278, 1).tag(STRIP_OFFSET, 8, 9).tag(COMPRESSION, 5),
        ImageDecodeException.class,
        "2 strips or tiles expected");
  }

  @Test
  void codings_of_fax_machines_are_refused_by_number() {
    refused(
        TiffBytes.gray(8, 1, 1, 0).tag(COMPRESSION, 4),
        UnsupportedImageException.class,
        "TIFF compression 4",
        "LZW, Deflate, PackBits");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 32773})
  void a_strip_that_lies_beyond_the_end_is_black_for_lenient_readers_only(int compression)
      throws Exception {
    for (long offset : new long[] {1000, 0x7FFFFFFFL, 0xFFFFFFFFL}) {
      byte[] file =
          TiffBytes.gray(2, 1, 8, 9, 9)
              .tag(COMPRESSION, compression)
              .tag(STRIP_OFFSET, offset)
              .build();
      assertThatThrownBy(() -> decode(file, false))
          .isInstanceOf(ImageDecodeException.class)
          .hasMessageContaining("strip or tile 0 at offset " + offset);
      assertThat(decode(file, true).data).isEqualTo(bytes(0, 0));
    }
  }
}
