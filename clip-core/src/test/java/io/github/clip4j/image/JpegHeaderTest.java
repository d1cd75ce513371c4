package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ImageDecodeException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * JPEG headers of a few bytes, right and wrong. A picture is written as names of segments below,
 * and as hexadecimal digits.
 */
class JpegHeaderTest {
  private static final String ONES = "01".repeat(64);

  private static final Map<String, String> SEGMENTS =
      Map.ofEntries(
          Map.entry("SOI", "FFD8"),
          Map.entry("EOI", "FFD9"),
          // Quantisation table 0, all ones, and one of 16 bits.
          Map.entry("DQT", "FFDB0043" + "00" + ONES),
          Map.entry("DQT16", "FFDB0083" + "10" + "0001".repeat(64)),
          // One code of one bit: the category 0, and the end of the block.
          Map.entry("DC", "FFC40014" + "00" + "01" + "00".repeat(15) + "00"),
          Map.entry("AC", "FFC40014" + "10" + "01" + "00".repeat(15) + "00"),
          Map.entry("GRAY", "FFC0000B" + "08" + "00080008" + "01" + "011100"),
          Map.entry("PROG", "FFC2000B" + "08" + "00080008" + "01" + "011100"),
          Map.entry("RGB", "FFC00011" + "08" + "00080008" + "03" + "521100" + "471100" + "421100"),
          Map.entry("123", "FFC00011" + "08" + "00080008" + "03" + "011100" + "021100" + "031100"),
          Map.entry("SOS", "FFDA0008" + "01" + "0100" + "003F00"),
          Map.entry("SOS3", "FFDA000C" + "03" + "0100" + "0200" + "0300" + "003F00"),
          Map.entry("SOSRGB", "FFDA000C" + "03" + "5200" + "4700" + "4200" + "003F00"));

  private static RgbImage decode(String segments) throws IOException {
    StringBuilder hex = new StringBuilder();
    for (String word : segments.split(" ")) {
      hex.append(SEGMENTS.getOrDefault(word, word));
    }
    byte[] file = HexFormat.of().parseHex(hex);
    return new ImagePreprocessor(PreprocessConfig.openClip(8)).crop(file);
  }

  @ParameterizedTest
  @CsvSource({
    "SOI DQT DC AC GRAY SOS 00 EOI",
    "SOI DQT16 DC AC GRAY SOS 00 EOI",
    // Fill bytes, stray bytes, a comment, a restart marker and a temporary marker between segments.
    "SOI FF DQT 0102 DC FFFE000441 42 AC FFD3 FF01 GRAY SOS 00 EOI",
    "SOI DQT DC AC 123 SOS3 00 EOI",
    // Short application segments that are not what they seem.
    "SOI FFE00004 4A46 FFE100034A FFEE0003 41 DQT DC AC GRAY SOS 00 EOI",
    "SOI FFE000074A464946 01 DQT DC AC GRAY SOS 00 EOI",
    "SOI FFDD00040000 DQT DC AC GRAY SOS 00 EOI",
    "SOI DQT DC AC PROG FFDA0008 01 0100 000000 00 EOI"
  })
  void a_block_of_nothing_is_gray(String segments) throws IOException {
    assertThat(decode(segments).rgb()).containsOnly(128);
  }

  @Test
  void three_components_are_colours_by_their_names_or_by_adobes_mark() throws IOException {
    assertThat(decode("SOI DQT DC AC RGB SOSRGB 00 EOI").rgb()).containsOnly(128);
    String adobe = "FFEE000E 41646F6265 0064 0000 0000 00";
    assertThat(decode("SOI " + adobe + " DQT DC AC 123 SOS3 00 EOI").rgb()).containsOnly(128);
    assertThat(
            decode("SOI " + adobe.replaceFirst("00$", "01") + " DQT DC AC 123 SOS3 00 EOI").rgb())
        .containsOnly(128);
  }

  @ParameterizedTest
  @CsvSource({
    "SOI DQT DC AC SOS 00 EOI, a scan before the frame header",
    "SOI EOI, the end marker comes before any image data",
    "SOI DQT DC AC GRAY, the end marker is missing",
    "SOI DQT DC AC GRAY SOS 00, the end marker is missing",
    "SOI DQT DC AC GRAY GRAY SOS 00 EOI, a second frame header",
    "SOI FFC0000708 00080008 EOI, frame header too short",
    "SOI FFC0000B 0C 00080008 01 011100 EOI, JPEG with 12 bits",
    "SOI FFC0000E 08 00080008 02 011100 021100 EOI, JPEG with 2 components",
    "SOI FFC0000E 08 00080008 01 011100 021100 EOI, frame header of 12 bytes for 1 components",
    "SOI FFC0000B 08 00080008 01 010100 EOI, component 0 has sampling 0x1",
    "SOI FFC0000B 08 00080008 01 015100 EOI, component 0 has sampling 5x1",
    "SOI FFC0000B 08 00080008 01 011000 EOI, component 0 has sampling 1x0",
    "SOI FFC0000B 08 00080008 01 011500 EOI, component 0 has sampling 1x5",
    "SOI FFC0000B 08 00080008 01 011104 EOI, component 0 has sampling 1x1",
    "SOI FFC00011 08 00080008 03 013100 022100 031100 EOI, fractional sampling 2x1 of 3x1",
    "SOI FFC00011 08 00080008 03 011300 021200 031100 EOI, fractional sampling 1x2 of 1x3",
    "SOI FFC0000B 08 00000008 01 011100 EOI, the header says 8x0",
    "SOI FFC3000B 08 00080008 01 011100 EOI, JPEG coding c3",
    "SOI FFC9000B 08 00080008 01 011100 EOI, JPEG coding c9",
    "SOI FFDB0003 04 EOI, quantisation table",
    "SOI FFDB0003 20 EOI, quantisation table",
    "SOI FFDB0003 00 EOI, quantisation table",
    "SOI FFC40003 00 EOI, Huffman table",
    "SOI FFC40013 20 00000000000000000000000000000000 EOI, Huffman table",
    "SOI FFC40013 04 00000000000000000000000000000000 EOI, Huffman table",
    "SOI FFC40013 00 FFFF0000000000000000000000000000 EOI, Huffman table",
    "SOI FFC40013 00 01000000000000000000000000000000 EOI, Huffman table",
    "SOI FFC40016 00 03000000000000000000000000000000 010203 EOI, Huffman codes",
    "SOI FFDD0003 00 EOI, restart interval",
    "SOI FFDB0001 EOI, a segment of length 1",
    "SOI FFDB, a segment header",
    "SOI FFDB0043 00, a segment of 67 bytes",
    "SOI DQT DC AC GRAY FFDA0002 EOI, empty scan header",
    "SOI DQT DC AC GRAY FFDA0006 00 003F00 EOI, scan header",
    "SOI DQT DC AC GRAY FFDA0007 01 01 003F00 EOI, scan header",
    "SOI DQT DC AC GRAY FFDA0010 05 01000200030004000500 003F00 EOI, scan header",
    "SOI DQT DC AC GRAY FFDA0008 01 0900 003F00 EOI, a scan names component 9",
    "SOI DQT DC AC 123 FFDA000A 02 0100 0100 003F00 EOI, component 1 twice in a scan",
    "SOI DC AC GRAY SOS 00 EOI, quantisation table 0 is missing",
    "SOI DQT AC GRAY SOS 00 EOI, DC Huffman table 0 is missing",
    "SOI DQT DC GRAY SOS 00 EOI, AC Huffman table 0 is missing",
    "SOI DQT DC AC PROG FFDA0008 01 0100 004000 EOI, scan parameters 0..64",
    "SOI DQT DC AC PROG FFDA0008 01 0100 050300 EOI, scan parameters 5..3",
    "SOI DQT DC AC PROG FFDA0008 01 0100 00000E EOI, scan parameters 0..0",
    "SOI DQT DC AC PROG FFDA0008 01 0100 003F00 EOI, scan parameters 0..63"
  })
  void what_is_wrong_is_said(String segments, String words) {
    assertThatThrownBy(() -> decode(segments))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining(words);
  }

  @Test
  void scans_without_end_are_refused() {
    String scan = " FFDA0008 01 0100 000000 00";
    assertThatThrownBy(() -> decode("SOI DQT DC AC PROG" + scan.repeat(301) + " EOI"))
        .isInstanceOf(ImageDecodeException.class)
        .hasMessageContaining("more than 300 scans");
  }
}
