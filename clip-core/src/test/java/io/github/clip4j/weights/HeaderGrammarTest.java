package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The header of a safetensors file is JSON to the letter, and UTF-8 to the byte")
class HeaderGrammarTest {
  @TempDir Path folder;

  private ModelFormatException refusal(byte[] json) throws IOException {
    byte[] file = new Bytes().u64(json.length).raw(json).toArray();
    return Refusal.of(folder, "x.safetensors", file);
  }

  private ModelFormatException refusal(String json) throws IOException {
    return refusal(new Bytes().text(json).toArray());
  }

  private int read(String json) throws IOException {
    Path file = folder.resolve("good.safetensors");
    Files.write(file, Bytes.safetensors(json, 0));
    return Refusal.readAll(file);
  }

  /** A tensor without elements that has one field more. */
  private static String field(String value) {
    return "{\"a\":{\"x\":" + value + ",\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "false",
        "null",
        "0",
        "-0",
        "7",
        "-12",
        "0.5",
        "1e5",
        "1E+5",
        "10.25e-3",
        "\"text\"",
        "{}",
        "[]",
        "[1,[2]]",
        "{\"k\":{\"l\":1},\"m\":[]}",
        " [ 1 , 2 ] ",
      })
  void a_further_field_of_a_tensor_is_read_over(String value) throws IOException {
    assertThat(read(field(value))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tru",
        "truf",
        "fals",
        "nul",
        "nil",
        "01",
        "-",
        "-a",
        "1.",
        "1.e5",
        ".5",
        "1e",
        "1e+",
        "+1",
        "{1:2}",
        "{\"k\"}",
        "[1",
        "[1,]",
        "[,1]",
        "{\"k\":1,}",
        "[[[1]]]",
        "{\"k\":[{}]}",
        "NaN",
      })
  void a_further_field_that_is_no_json_is_refused(String value) throws IOException {
    assertThat(refusal(field(value)).code()).isEqualTo("ST_INVALID_JSON");
  }

  @Test
  void escapes_stand_for_their_characters() throws IOException {
    String name = "\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00";
    Path file = folder.resolve("x.safetensors");
    String json = "{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}";
    Files.write(file, Bytes.safetensors(json, 0));
    try (WeightFile weights = WeightReader.open(file)) {
      assertThat(weights.tensors()).containsOnlyKeys("\"\\/\b\f\n\r\té€\uD83D\uDE00");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "\\x, ST_INVALID_JSON",
    "\\u12G4, ST_INVALID_JSON",
    "\\u123, ST_INVALID_JSON",
    "\\u12é4, ST_INVALID_JSON",
    "\\ud83dx, ST_INVALID_UTF8",
    "\\ud83d\\n, ST_INVALID_UTF8",
    "\\ud83d\\u0041, ST_INVALID_UTF8",
  })
  void escapes_that_stand_for_nothing_are_refused(String name, String code) throws IOException {
    assertThat(refusal("{\"" + name + "\":{}}").code()).isEqualTo(code);
  }

  @Test
  void characters_of_two_three_and_four_bytes_are_read_from_the_first_to_the_last_of_each()
      throws IOException {
    for (int point : new int[] {0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF}) {
      String name = Character.toString(point);
      Path file = folder.resolve("x.safetensors");
      Files.write(file, Bytes.safetensors("{\"" + name + "\":" + field("1").substring(5), 0));
      try (WeightFile weights = WeightReader.open(file)) {
        assertThat(weights.tensors()).containsOnlyKeys(name);
      }
    }
  }

  @Test
  void bytes_that_are_no_shortest_form_or_no_character_are_refused() throws IOException {
    int[][] bytes = {
      {0x80},
      {0xC1, 0xBF},
      {0xE0, 0x9F, 0xBF},
      {0xF0, 0x8F, 0xBF, 0xBF}, // shorter forms exist
      {0xED, 0xA0, 0x80},
      {0xED, 0xBF, 0xBF}, // surrogates
      {0xF4, 0x90, 0x80, 0x80},
      {0xF5, 0x80, 0x80, 0x80}, // beyond U+10FFFF
      {0xC3, 'x'},
      {0xE2, 0x82, 0xC0}, // cut short
    };
    for (int[] name : bytes) {
      byte[] json = new Bytes().text("{\"").u8(name).text("\":{}}").toArray();
      assertThat(refusal(json).code()).isEqualTo("ST_INVALID_UTF8");
      byte[] outside = new Bytes().text("{").u8(name).text("}").toArray();
      assertThat(refusal(outside).code()).isEqualTo("ST_INVALID_UTF8");
    }
    assertThat(refusal(new Bytes().text("{\"").u8(0xE2, 0x82).toArray()).code())
        .isEqualTo("ST_INVALID_UTF8");
  }

  @Test
  void what_stands_where_nothing_may_stand_is_shown() throws IOException {
    assertThat(refusal("{x}")).hasMessageContaining("found 'x'");
    assertThat(refusal("{\u0001}")).hasMessageContaining("found byte 0x01");
    assertThat(refusal("{\u007f}")).hasMessageContaining("found byte 0x7f");
    assertThat(refusal("{é}")).hasMessageContaining("found byte 0xc3");
    assertThat(refusal("{\"a\u0001\":{}}")).hasMessageContaining("control character");
  }

  @Test
  void a_name_has_4096_characters_at_most() throws IOException {
    String longest = "n".repeat(4096);
    assertThat(read("{\"" + longest + "\":" + field("1").substring(5))).isZero();
    assertThat(refusal("{\"" + longest + "n\":{}}")).hasMessageContaining("longer than 4096");
  }

  @Test
  void a_tensor_has_sixteen_dimensions_at_most() throws IOException {
    String sixteen = "[0" + ",1".repeat(15) + "]";
    assertThat(read(field("1").replace("[0]", sixteen))).isZero();
    assertThat(refusal(field("1").replace("[0]", sixteen.replace("]", ",1]"))))
        .hasMessageContaining("more than 16 numbers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"dtype\":\"F32\"}",
        "{\"dtype\":\"F32\",\"shape\":[0]}",
        "{\"shape\":[0],\"data_offsets\":[0,0]}",
        "{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[]}",
      })
  void a_tensor_needs_type_shape_and_both_offsets(String tensor) throws IOException {
    assertThat(refusal("{\"a\":" + tensor + "}"))
        .hasMessageContaining("needs dtype, shape and data_offsets of two numbers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e0", "1E0", "00", "a", ":"})
  void a_size_is_an_integer_in_plain_digits(String size) throws IOException {
    assertThat(refusal(field("1").replace("[0]", "[" + size + "]")).code())
        .isEqualTo("ST_INVALID_JSON");
  }

  @Test
  void an_array_of_sizes_may_stand_in_white_space_of_four_kinds() throws IOException {
    assertThat(read(field(" \t\n\r1 \t\n\r"))).isZero();
    assertThat(refusal(field("\u000b1")).code()).isEqualTo("ST_INVALID_JSON");
  }

  @Test
  void metadata_is_pairs_of_text_and_may_be_of_any_length() throws IOException {
    String text = "m".repeat(100_000);
    assertThat(read("{\"__metadata__\":{\"k\":\"" + text + "\",\"l\":\"\\n\"}}")).isZero();
    assertThat(refusal("{\"__metadata__\":[]}").code()).isEqualTo("ST_INVALID_JSON");
    assertThat(refusal("{\"__metadata__\":{\"k\":\"v\"").code()).isEqualTo("ST_INVALID_JSON");
  }

  @Test
  void a_hundred_thousand_tensors_are_read_and_not_one_more() throws IOException {
    for (int count : new int[] {100_000, 100_001}) {
      StringBuilder json = new StringBuilder("{");
      for (int i = 0; i < count; i++) {
        json.append(i == 0 ? "\"" : ",\"").append(i).append("\":").append(field("1").substring(5));
        json.setLength(json.length() - 1);
      }
      json.append('}');
      if (count == 100_000) {
        assertThat(read(json.toString())).isZero();
      } else {
        assertThat(refusal(json.toString())).hasMessageContaining("more than 100000 tensors");
      }
    }
  }

  @Test
  void a_header_as_long_as_its_limit_is_not_refused_for_its_length() throws IOException {
    byte[] file = new Bytes().u64(100_000_000).text("{}").toArray();
    assertThat(Refusal.of(folder, "x.safetensors", file).code())
        .isEqualTo("ST_INVALID_HEADER_LENGTH");
    file = new Bytes().u64(3).text("{}").toArray();
    assertThat(Refusal.of(folder, "x.safetensors", file).code())
        .isEqualTo("ST_INVALID_HEADER_LENGTH");
    file = new Bytes().u64(-1).text("{}").toArray();
    assertThat(Refusal.of(folder, "x.safetensors", file).code()).isEqualTo("ST_HEADER_TOO_LARGE");
  }
}
