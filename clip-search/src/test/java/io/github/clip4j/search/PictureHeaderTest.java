package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Width, height and format from the first bytes. */
class PictureHeaderTest {
  private static byte[] encoded(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(300, 17, BufferedImage.TYPE_INT_RGB), format, bytes);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff"})
  void sizes_of_files_that_java_writes(String format) throws IOException {
    assertThat(PictureHeader.of(encoded(format))).isEqualTo(new PictureHeader(format, 300, 17));
  }

  @Test
  void the_three_kinds_of_webp() {
    // RIFF, length, WEBP, then: a key frame of 300 x 17; a lossless one; an extended one.
    assertThat(
            PictureHeader.of(
                bytes("52494646 00000000 57454250 56503820 00000000 000000 9D012A 2C01 1100")))
        .isEqualTo(new PictureHeader("webp", 300, 17));
    int lossless = 299 | 16 << 14;
    assertThat(
            PictureHeader.of(
                bytes(
                    "52494646 00000000 57454250 5650384C 00000000 2F"
                        + HexFormat.of().toHexDigits(Integer.reverseBytes(lossless))
                        + "0000000000")))
        .isEqualTo(new PictureHeader("webp", 300, 17));
    assertThat(
            PictureHeader.of(
                bytes("52494646 00000000 57454250 56503858 0A000000 00000000 2B0100 100000")))
        .isEqualTo(new PictureHeader("webp", 300, 17));
  }

  @Test
  void bitmaps_of_os2_and_those_that_begin_at_the_top() {
    assertThat(header("424D 000000000000000000000000 0C000000 2C01 1100 00000000"))
        .isEqualTo(new PictureHeader("bmp", 300, 17));
    assertThat(header("424D 000000000000000000000000 28000000 2C010000 EFFFFFFF"))
        .isEqualTo(new PictureHeader("bmp", 300, 17));
  }

  @Test
  void tiffs_of_either_byte_order_with_sizes_of_two_or_four_bytes() {
    assertThat(
            header(
                "4D4D 002A 00000008 0002 0100 0003 00000001 012C0000"
                    + " 0101 0004 00000001 00000011"))
        .isEqualTo(new PictureHeader("tiff", 300, 17));
    assertThat(header("4949 2A00 FFFFFF7F")).isEqualTo(new PictureHeader("tiff", 0, 0));
    assertThat(header("4949 2B00 08000000")).isEqualTo(new PictureHeader("tiff", 0, 0));
  }

  @Test
  void a_jpegs_size_is_in_its_start_of_frame_behind_whatever_comes_before() {
    PictureHeader expected = new PictureHeader("jpeg", 300, 17);
    String size = "0011 08 0011 012C";
    assertThat(header("FFD8 FF FFC0" + size)).as("a fill byte").isEqualTo(expected);
    assertThat(header("FFD8 FF01 FFC2" + size)).as("a lone marker").isEqualTo(expected);
    assertThat(header("FFD8 FFD0 FFCF" + size)).as("a restart").isEqualTo(expected);
    for (String table : new String[] {"FFC4", "FFC8", "FFCC", "FFE0"}) {
      assertThat(header("FFD8" + table + "0004 0000 FFC1" + size)).as(table).isEqualTo(expected);
    }
    assertThat(header("FFD8 FFE0 0004 0000 0000 0000")).isEqualTo(new PictureHeader("jpeg", 0, 0));
    assertThat(header("00112233445566778899")).isEqualTo(new PictureHeader("unknown", 0, 0));
  }

  private static PictureHeader header(String hex) {
    return PictureHeader.of(bytes(hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "tiff"})
  void a_file_cut_anywhere_is_no_error(String format) throws IOException {
    byte[] whole = encoded(format);
    for (int length = 0; length < Math.min(whole.length, 400); length++) {
      assertThat(PictureHeader.of(Arrays.copyOf(whole, length)).width()).isIn(0, 300);
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
