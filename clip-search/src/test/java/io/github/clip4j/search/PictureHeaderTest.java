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
