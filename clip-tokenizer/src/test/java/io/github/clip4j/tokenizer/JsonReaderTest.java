package io.github.clip4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("JSON")
class JsonReaderTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, -0.0",
    "7, 7",
    "-12, -12",
    "1.5, 1.5",
    "-2.5e1, -25",
    "1E3, 1000",
    "1e+2, 100",
    "25e-1, 2.5",
    "49407, 49407"
  })
  void numbers_are_doubles(String json, double value) throws Exception {
    assertThat(JsonReader.read(json)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+1", ".5", "1.", "01", "-", "1e", "1e+", "--1", "1.2.3", "0x1", "NaN", "1d"})
  void numbers_of_other_languages_are_refused(String json) {
    assertThat(refusal(json).getMessage()).contains("expected");
  }

  @Test
  void words_are_true_false_and_null() throws Exception {
    assertThat(JsonReader.read("true")).isEqualTo(true);
    assertThat(JsonReader.read("false")).isEqualTo(false);
    assertThat(JsonReader.read("null")).isNull();
    assertThat(refusal("True")).hasMessage("column 1: expected a value, found 'T'");
    assertThat(refusal("nul")).hasMessage("column 1: expected a value, found 'n'");
  }

  @Test
  void texts_may_have_every_escape() throws Exception {
    assertThat(JsonReader.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")).isEqualTo("\"\\/\b\f\n\r\t");
    assertThat(JsonReader.read("\"\\u0041\\u00e9\\uD83D\\ude00\"")).isEqualTo("Aé😀");
    assertThat(JsonReader.read("\"\"")).isEqualTo("");
    assertThat(JsonReader.read("\"\u007f €\"")).isEqualTo("\u007f €");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"a', 3, a closing quote",
    "'\"\\q\"', 4, an escape",
    "'\"\\', 4, an escape",
    "'\"\\u12', 6, four hexadecimal digits",
    "'\"\\u12g4\"', 6, four hexadecimal digits",
    "'\"\\u\uff11\uff11\uff11\uff11\"', 4, four hexadecimal digits"
  })
  void texts_that_are_broken_name_the_place(String json, int column, String wanted) {
    assertThat(refusal(json).getMessage()).startsWith("column " + column + ": expected " + wanted);
  }

  @Test
  void a_control_character_ends_a_text() {
    assertThat(refusal("\"a\u001fb\""))
        .hasMessageStartingWith("column 3: expected a closing quote");
  }

  @Test
  void arrays_keep_their_order() throws Exception {
    assertThat(JsonReader.read("[]")).isEqualTo(List.of());
    assertThat(JsonReader.read(" [ 1 , [ ] , \"b\" ] ")).isEqualTo(List.of(1.0, List.of(), "b"));
    assertThat(JsonReader.read("[null]")).isEqualTo(Arrays.asList((Object) null));
  }

  @Test
  void objects_keep_the_order_of_their_names() throws Exception {
    assertThat(JsonReader.read("{}")).isEqualTo(Map.of());
    assertThat(JsonReader.read("\t{ \"z\" : 1 ,\r\n \"a\" : { } } ")).hasToString("{z=1.0, a={}}");
    assertThat(JsonReader.read("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2.0));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1, 'a value, found the end'",
    "'[1', 3, ''','', found the end'",
    "'[1 2]', 4, ''','', found ''2'''",
    "'[1,]', 4, 'a value, found '']'''",
    "'[', 2, 'a value, found the end'",
    "'{1:2}', 2, 'a name in quotes, found ''1'''",
    "'{\"a\" 1}', 6, ''':'', found ''1'''",
    "'{\"a\":1 \"b\":2}', 8, ''','', found ''\"'''",
    "'{\"a\":1,}', 8, 'a name in quotes, found ''}'''",
    "'1 2', 3, 'nothing more, found ''2'''",
    "'[] ]', 4, 'nothing more, found '']'''"
  })
  void what_is_no_json_names_the_column(String json, int column, String rest) {
    assertThat(refusal(json)).hasMessage("column " + column + ": expected " + rest);
  }

  @Test
  void errors_count_lines_from_one() {
    assertThat(refusal("1 2").line()).isEqualTo(1);
    assertThat(refusal("[1,\n2,\n x]").line()).isEqualTo(3);
    assertThat(refusal("[1,\n2,\n x]")).hasMessageStartingWith("column 2:");
  }

  @Test
  void sixty_four_levels_are_read_and_one_more_is_not() throws Exception {
    assertThat(JsonReader.read("[".repeat(64) + "1" + "]".repeat(64))).isInstanceOf(List.class);
    assertThat(JsonReader.read("{\"a\":".repeat(64) + "1" + "}".repeat(64)))
        .isInstanceOf(Map.class);
    assertThat(refusal("[".repeat(65) + "1" + "]".repeat(65))).hasMessageContaining("64 levels");
    assertThat(refusal("{\"a\":".repeat(65) + "1" + "}".repeat(65)))
        .hasMessageContaining("64 levels");
  }

  private static JsonReader.JsonException refusal(String json) {
    return catchThrowableOfType(JsonReader.JsonException.class, () -> JsonReader.read(json));
  }
}
