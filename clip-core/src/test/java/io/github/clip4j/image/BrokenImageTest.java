package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ImageDecodeException;
import io.github.clip4j.errors.ImageTooLargeException;
import io.github.clip4j.errors.UnsupportedImageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hostile, cut and foreign files: an exception of ours that says what is wrong, or a picture. */
class BrokenImageTest {
  private static final ImagePreprocessor STRICT =
      new ImagePreprocessor(PreprocessConfig.openClip(32));

  private static byte[] golden(String name) throws IOException {
    return Files.readAllBytes(PreprocessGoldenTest.GOLDEN.resolve("input").resolve(name));
  }

  private static void u32be(byte[] b, int at, long v) {
    for (int i = 0; i < 4; i++) {
      b[at + i] = (byte) (v >> (24 - 8 * i));
    }
  }

  @Test
  void a_jpeg_header_of_65500_pixels_a_side_is_refused_before_decoding() throws IOException {
    byte[] jpeg = golden("002_jpeg.jpg");
    int sof = 0;
    while ((jpeg[sof] & 255) != 255 || (jpeg[sof + 1] & 255) != 0xC0) {
      sof++;
    }
    for (int i : new int[] {5, 7}) {
      jpeg[sof + i] = (byte) (65500 >> 8);
      jpeg[sof + i + 1] = (byte) 65500;
    }
    assertThatThrownBy(() -> STRICT.crop(jpeg))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining("65500x65500 = 4290250000 pixels")
        .hasMessageContaining("178956970")
        .hasMessageContaining("maxPixels");
  }

  @Test
  void a_png_header_of_two_thousand_million_pixels_a_side_is_refused() throws IOException {
    byte[] png = golden("011_png_rgb.png");
    u32be(png, 16, Integer.MAX_VALUE);
    u32be(png, 20, Integer.MAX_VALUE);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(png, 12, 17);
    u32be(png, 29, crc.getValue());
    assertThatThrownBy(() -> STRICT.crop(png)).isInstanceOf(ImageTooLargeException.class);
  }

  @Test
  void a_gif_bomb_is_refused() throws IOException {
    byte[] gif = golden("021_gif.gif");
    Arrays.fill(gif, 6, 10, (byte) 255);
    assertThatThrownBy(() -> STRICT.crop(gif))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining("65535x65535");
  }

  @Test
  void a_picture_without_pixels_is_broken() throws IOException {
    byte[] bmp = golden("024_bmp.bmp");
    Arrays.fill(bmp, 18, 26, (byte) 0);
    assertThatThrownBy(() -> STRICT.crop(bmp))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining("0x0");
  }

  @Test
  void an_extreme_shape_is_resized_without_making_the_huge_picture_between() {
    RgbImage line = new RgbImage(100_000, 1, new byte[300_000]);
    assertThat(STRICT.crop(line).rgb()).hasSize(3 * 32 * 32).containsOnly(0);
  }

  @Test
  void the_limit_can_be_set() throws IOException {
    byte[] png = golden("011_png_rgb.png");
    ImagePreprocessor small =
        new ImagePreprocessor(PreprocessConfig.openClip(32).withMaxPixels(1000));
    assertThatThrownBy(() -> small.crop(png))
        .isInstanceOf(ImageTooLargeException.class)
        .hasMessageContaining("limit of 1000");
  }

  @ParameterizedTest
  @CsvSource({
    "002_jpeg.jpg",
    "005_jpeg_progressive.jpg",
    "010_jpeg_restart.jpg",
    "011_png_rgb.png",
    "015_png_p.png",
    "021_gif.gif",
    "024_bmp.bmp",
    "030_tiff.tiff",
    "028_webp_lossless.webp"
  })
  void a_file_cut_in_the_middle_is_an_error_and_lenient_reading_gives_what_is_there(String name)
      throws IOException {
    byte[] whole = golden(name);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> STRICT.crop(half))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining("truncated");
    if (!name.endsWith("webp") && !name.endsWith("tiff")) {
      ImagePreprocessor lenient =
          new ImagePreprocessor(PreprocessConfig.openClip(32).withLenient(true));
      assertThat(lenient.crop(half).rgb()).hasSize(3 * 32 * 32);
    }
  }

  @Test
  void a_wrong_checksum_names_the_chunk() throws IOException {
    byte[] png = golden("011_png_rgb.png");
    png[30] ^= 1;
    assertThatThrownBy(() -> STRICT.crop(png))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining("IHDR")
        .hasMessageContaining("checksum");
  }

  @Test
  void a_broken_colour_profile_changes_nothing() throws IOException {
    byte[] jpeg = golden("009_jpeg_icc.jpg");
    byte[] broken = jpeg.clone();
    int icc = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("ICC_PROFILE");
    Arrays.fill(broken, icc + 14, icc + 100, (byte) 0x55);
    assertThat(STRICT.preprocess(broken)).isEqualTo(STRICT.preprocess(jpeg));
  }

  @Test
  void foreign_files_are_named() {
    record Foreign(byte[] bytes, String name) {}
    for (Foreign f :
        List.of(
            new Foreign(ascii("\0\0\0\30ftypheic\0\0\0\0"), "HEIC"),
            new Foreign(ascii("\0\0\0\34ftypavif\0\0\0\0"), "AVIF"),
            new Foreign(ascii("<?xml version=\"1.0\"?><svg width=\"1\"/>"), "SVG"),
            new Foreign(ascii("%!PS-Adobe-3.0 EPSF-3.0"), "EPS"),
            new Foreign(ascii("%PDF-1.7"), "PDF"),
            new Foreign(ascii("a note to myself"), "plain text"),
            new Foreign(ascii("version https://git-lfs.github.com/spec/v1\n"), "Git LFS"),
            new Foreign(ascii("<!DOCTYPE html><p>404"), "HTML"))) {
      assertThatThrownBy(() -> STRICT.crop(f.bytes))
          .isInstanceOf(UnsupportedImageException.class)
          .hasMessageContaining("looks like " + (f.name.equals("Git LFS") ? "a " : "") + f.name)
          .hasMessageContaining("supported: JPEG, PNG, GIF, BMP, TIFF, WebP");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void an_empty_file_and_null_say_so() {
    assertThatThrownBy(() -> STRICT.crop(new byte[0]))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> STRICT.crop((byte[]) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("file");
  }
}
