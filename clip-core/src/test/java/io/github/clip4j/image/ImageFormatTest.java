package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file is, by its first bytes: also the kinds that are only named in a refusal. */
class ImageFormatTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Hexadecimal digits, then letters as they are. */
  @ParameterizedTest
  @CsvSource({
    "FFD8FF,,JPEG",
    "89504E470D0A1A0A,,PNG",
    ",GIF87a,GIF",
    ",GIF89a,GIF",
    ",BM,BMP",
    "49492A00,,TIFF",
    "4D4D002A,,TIFF",
    "49492B00,,TIFF",
    "4D4D002B,,TIFF",
    ",RIFF0000WEBP,WEBP",
    "00000018,ftypavif,AVIF",
    "00000018,ftypavis,AVIF",
    "00000018,ftypheic,HEIC",
    "00000018,ftypmsf1,HEIC",
    "0000000C,'jP  ',JPEG_2000",
    "FF4FFF51,,JPEG_2000",
    "FF0A,,JPEG_XL",
    "0000000C,'JXL ',JPEG_XL",
    ",%PDF-1.7,PDF",
    ",%!PS-Adobe,EPS",
    "C5D0D3C6,,EPS",
    ",8BPS,PSD",
    "00000100,,ICO",
    "00000200,,ICO",
    ",qoif,QOI",
    "762F3101,,OPENEXR",
    ",P6 4 4 255,NETPBM",
    ",P1 4 4,NETPBM",
    ",P7 WIDTH 1,NETPBM",
    ",<HTML><body>,HTML",
    ",<!doctype html>,HTML",
    ",<svg/>,SVG"
  })
  void the_first_bytes_name_the_format(String hex, String text, ImageFormat format) {
    String head =
        hex == null
            ? ""
            : new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    assertThat(ImageFormat.of(bytes(head + (text == null ? "" : text)))).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P", "P6", "P0 ", "P8 ", "P64", "Paris", "RIFF0000WAVE", "GIF88a", "B"})
  void what_only_begins_alike_is_text(String text) {
    assertThat(ImageFormat.of(bytes(text))).isEqualTo(ImageFormat.TEXT);
  }

  @Test
  void a_film_in_the_container_of_heic_and_zeros_are_unknown() {
    assertThat(ImageFormat.of(bytes("\0\0\0\30ftypisom"))).isEqualTo(ImageFormat.UNKNOWN);
    assertThat(ImageFormat.of(bytes("\0\0\0\30ftyp"))).isEqualTo(ImageFormat.UNKNOWN);
    assertThat(ImageFormat.of(new byte[32])).isEqualTo(ImageFormat.UNKNOWN);
    assertThat(ImageFormat.of(bytes("P6\0"))).isEqualTo(ImageFormat.UNKNOWN);
    assertThat(ImageFormat.of(bytes("a\177b"))).isEqualTo(ImageFormat.UNKNOWN);
  }

  @Test
  void letters_beyond_ascii_are_text_too() {
    assertThat(ImageFormat.of("größer".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ImageFormat.TEXT);
  }

  @ParameterizedTest
  @CsvSource({"WEBP,WebP", "JPEG_2000,JPEG 2000", "JPEG_XL,JPEG XL", "TEXT,plain text", "PNG,PNG"})
  void labels_are_the_names_that_people_use(ImageFormat format, String label) {
    assertThat(format.label()).isEqualTo(label);
  }
}
