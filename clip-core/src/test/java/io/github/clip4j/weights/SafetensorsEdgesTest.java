package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Limits and places of a safetensors header, from both sides")
class SafetensorsEdgesTest {
  private static final String ONE =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";

  @TempDir Path folder;

  private ModelFormatException refusal(String header, int data) throws IOException {
    return Refusal.of(folder, "x.safetensors", Bytes.safetensors(header, data));
  }

  private int read(String name, byte[] bytes) throws IOException {
    return Refusal.readAll(Files.write(folder.resolve(name), bytes));
  }

  @Test
  void blanks_may_stand_between_all_parts() throws IOException {
    String header =
        "{ \"a b\" : { \"dtype\" : \"F32\" , \"shape\" : [ 1 ] , \"data_offsets\" : [ 0 , 4 ] } } \n";
    assertThat(read("x.safetensors", Bytes.safetensors(header, 4))).isEqualTo(1);
  }

  @Test
  void numbers_of_unknown_fields_have_any_digit_anywhere() throws IOException {
    for (String number : new String[] {"90", "-9", "9.09", "0.90e+09", "9E-90"}) {
      String header = ONE.replace("\"dtype\"", "\"x\":" + number + ",\"dtype\"");
      assertThat(read("x.safetensors", Bytes.safetensors(header, 4))).as(number).isEqualTo(1);
    }
  }

  @Test
  void a_fault_is_told_with_its_byte_in_the_file() throws IOException {
    assertThat(refusal("{\"a\" 1}", 0)).hasMessageContaining("found '1' (at byte 13)");
    assertThat(refusal("{\"a\"~}", 0)).hasMessageContaining("found '~' (at byte 12)");
    assertThat(refusal("{\"a\"\u007f}", 0)).hasMessageContaining("found byte 0x7f");
    assertThat(refusal("{\"a\"\0}", 0)).hasMessageContaining("found byte 0x00");
    assertThat(refusal("{\"a\0\":1}", 0)).hasMessageContaining("a control character");
    assertThat(refusal("{\"a\u001f\":1}", 0)).hasMessageContaining("a control character");
    assertThat(refusal(ONE.replace("[1]", "[1],\"shape\":[1]"), 4))
        .hasMessageContaining("field 'shape' of tensor 'a' is declared twice");
    assertThat(refusal(ONE.replace("[0,4]", "[0,4],\"data_offsets\":[0,4]"), 4))
        .hasMessageContaining("field 'data_offsets' of tensor 'a' is declared twice");
  }

  @Test
  void too_many_bytes_and_too_few_are_told_apart() throws IOException {
    assertThat(refusal(ONE, 5))
        .hasMessageContaining("the tensors take 4 bytes, the file has 5")
        .hasMessageContaining("extra bytes at the end");
    assertThat(refusal(ONE, 3))
        .hasMessageContaining("the tensors take 4 bytes, the file has 3")
        .hasMessageContaining("truncated download?");
    assertThat(refusal(ONE.replace("[1]", "[3]"), 4))
        .hasMessageContaining("needs 12 bytes, the header gives 4");
    assertThat(
            refusal(
                "{\"z\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
                    + ONE.substring(1).replace("[0,4]", "[2,5]"),
                5))
        .hasMessageContaining("needs 4 bytes, the header gives 3");
  }

  @Test
  void a_header_has_a_hundred_million_bytes_at_most_and_the_file_eight() throws IOException {
    byte[] most = new Bytes().u64(100_000_000).raw(new byte[8]).toArray();
    assertThat(Refusal.of(folder, "x.safetensors", most).code())
        .isEqualTo("ST_INVALID_HEADER_LENGTH");
    byte[] more = new Bytes().u64(100_000_001).raw(new byte[8]).toArray();
    assertThat(Refusal.of(folder, "x.safetensors", more).code()).isEqualTo("ST_HEADER_TOO_LARGE");
    assertThat(Refusal.of(folder, "x.safetensors", new byte[8]).code())
        .isEqualTo("ST_INVALID_JSON");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775799, ST_SIZE_MISMATCH",
    "9223372036854775800, ST_OVERFLOW",
    "92233720368547758070, ST_OVERFLOW",
  })
  void numbers_up_to_the_largest_file_are_numbers(String end, String code) throws IOException {
    assertThat(refusal(ONE.replace("[0,4]", "[0," + end + "]"), 4).code()).isEqualTo(code);
  }

  @Test
  void a_file_is_known_by_its_first_bytes_and_not_by_its_name() throws IOException {
    byte[] good = Bytes.safetensors(ONE, 4);
    assertThat(read("weights.bin", good)).isEqualTo(1);
    for (int at = 4; at <= 8; at++) {
      byte[] other = good.clone();
      other[at] = 1;
      assertThat(Refusal.of(folder, "weights.bin", other).code())
          .as("byte %d", at)
          .isEqualTo("MODEL_NOT_WEIGHTS");
    }
    assertThat(Refusal.of(folder, "weights.bin", Arrays.copyOf(good, 8)).code())
        .isEqualTo("MODEL_NOT_WEIGHTS");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void a_pickle_of_any_protocol_is_told_from_other_files(int protocol) throws IOException {
    byte[] pickle = {(byte) 0x80, (byte) protocol};
    assertThat(Refusal.of(folder, "x.pt", pickle)).hasMessageContaining("a plain pickle");
  }

  @Test
  void what_only_looks_like_a_pickle_or_an_archive_is_called_neither() throws IOException {
    assertThat(Refusal.of(folder, "x.pt", new byte[] {(byte) 0x80, 6}).code())
        .isEqualTo("MODEL_NOT_WEIGHTS");
    assertThat(Refusal.of(folder, "x.pt", new byte[] {(byte) 0x80}).code())
        .isEqualTo("MODEL_NOT_WEIGHTS");
    byte[] notTar = Arrays.copyOf(new Bytes().raw(new byte[257]).text("ustar").toArray(), 262);
    assertThat(Refusal.of(folder, "x.pt", notTar).code()).isEqualTo("MODEL_NOT_WEIGHTS");
    assertThat(Refusal.of(folder, "x.pt", Arrays.copyOf(notTar, 263)))
        .hasMessageContaining("a tar archive");
  }
}
