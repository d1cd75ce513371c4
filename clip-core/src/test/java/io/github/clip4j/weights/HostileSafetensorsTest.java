package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A broken or hostile safetensors file is refused by name, before memory is spent")
class HostileSafetensorsTest {
  private static final String A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
  private static final String B =
      "\"b\":{\"dtype\":\"F16\",\"shape\":[2,1],\"data_offsets\":[8,12]}";

  @TempDir Path folder;

  private ModelFormatException refusal(byte[] bytes) throws IOException {
    return Refusal.of(folder, "x.safetensors", bytes);
  }

  private ModelFormatException refusal(String header, int data) throws IOException {
    return refusal(Bytes.safetensors(header, data));
  }

  private int read(byte[] bytes) throws IOException {
    Path file = folder.resolve("good.safetensors");
    Files.write(file, bytes);
    return Refusal.readAll(file);
  }

  @Test
  void two_tensors_are_read() throws IOException {
    assertThat(read(Bytes.safetensors("{" + A + "," + B + "}  \n", 12))).isEqualTo(4);
    assertThat(read(Bytes.safetensors("{}", 0))).isZero();
    assertThat(read(Bytes.safetensors("{\"__metadata__\":{\"format\":\"pt\"}}      ", 0))).isZero();
  }

  @Test
  void a_scalar_and_a_tensor_without_elements_are_read() throws IOException {
    String header =
        "{\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
            + "\"none\":{\"dtype\":\"F32\",\"shape\":[2,0],\"data_offsets\":[0,0]}}";
    assertThat(read(Bytes.safetensors(header, 4))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 7})
  void row_1_fewer_than_eight_bytes(int size) throws IOException {
    ModelFormatException e = refusal(new byte[size]);
    assertThat(e.code()).isEqualTo("ST_HEADER_TOO_SMALL");
    assertThat(e).hasMessageContaining("has " + size + " bytes, needs at least 8");
  }

  @Test
  void row_2_a_header_longer_than_the_limit_or_than_2_to_63() throws IOException {
    assertThat(refusal(new Bytes().u64(100_000_001).text("{}").toArray()).code())
        .isEqualTo("ST_HEADER_TOO_LARGE");
    assertThat(refusal(new Bytes().u64(Long.MIN_VALUE).text("{}").toArray()))
        .hasMessageContaining("9223372036854775808")
        .hasMessageContaining("100000000");
  }

  @Test
  void row_3_a_header_longer_than_the_file() throws IOException {
    ModelFormatException e = refusal(new Bytes().u64(1000).text("{}").toArray());
    assertThat(e.code()).isEqualTo("ST_INVALID_HEADER_LENGTH");
    assertThat(e).hasMessageContaining("truncated download?");
  }

  @Test
  void row_4_a_header_that_is_not_utf8() throws IOException {
    byte[] stray = new Bytes().u64(1).u8(0xFF).toArray();
    byte[] overlong = new Bytes().u64(6).text("{\"").u8(0xC0, 0x80).text("\"}").toArray();
    byte[] cut = new Bytes().u64(5).text("{\"").u8(0xE2, 0x82).text("\"").toArray();
    for (byte[] bytes : new byte[][] {stray, overlong, cut}) {
      ModelFormatException e = refusal(bytes);
      assertThat(e.code()).isEqualTo("ST_INVALID_UTF8");
      assertThat(e).hasMessageContaining("at byte ");
    }
    assertThat(refusal("{\"\\ud800\":{}}", 0).code()).isEqualTo("ST_INVALID_UTF8");
    assertThat(refusal("{\"\\udc00\":{}}", 0).code()).isEqualTo("ST_INVALID_UTF8");
  }

  @Test
  void row_5_a_header_that_is_not_json() throws IOException {
    for (String header :
        new String[] {"{", "[]", " {}", "{}\0", "{\"a\"}", "{\"a\":}", "{,}", "{}{}"}) {
      ModelFormatException e = refusal(header, 0);
      assertThat(e.code()).as(header).isEqualTo("ST_INVALID_JSON");
      assertThat(e).hasMessageContaining("at byte ");
    }
  }

  @Test
  void row_5_a_hundred_thousand_nested_brackets() throws IOException {
    String deep = "{\"a\":{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";
    ModelFormatException e = refusal(deep, 0);
    assertThat(e.code()).isEqualTo("ST_INVALID_JSON");
    assertThat(e).hasMessageContaining("nesting");
  }

  @Test
  void row_6_a_key_declared_twice() throws IOException {
    ModelFormatException e = refusal("{" + A + "," + A + "}", 8);
    assertThat(e.code()).isEqualTo("ST_DUPLICATE_KEY");
    assertThat(e).hasMessageContaining("tensor 'a' is declared twice");
    assertThat(refusal("{\"__metadata__\":{},\"__metadata__\":{}}", 0).code())
        .isEqualTo("ST_DUPLICATE_KEY");
    String twice =
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}";
    assertThat(refusal(twice, 4).code()).isEqualTo("ST_DUPLICATE_KEY");
  }

  @Test
  void row_7_a_hundred_thousand_tensors_on_the_same_bytes() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 100_000; i++) {
      header
          .append(i == 0 ? "" : ",")
          .append("\"t")
          .append(i)
          .append("\":{\"dtype\":\"F32\",\"shape\":[40000],\"data_offsets\":[0,160000]}");
    }
    ModelFormatException e = refusal(header.append('}').toString(), 160_000);
    assertThat(e.code()).isEqualTo("ST_INVALID_OFFSET");
    assertThat(e).hasMessageContaining("overlap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,5]      | ST_INVALID_OFFSET",
        "[4,0]      | ST_INVALID_OFFSET",
        "[-1,3]     | ST_INVALID_JSON",
        "[0,4e0]    | ST_INVALID_JSON",
        "[0,4.0]    | ST_INVALID_JSON",
        "[0,04]     | ST_INVALID_JSON",
        "[0]        | ST_INVALID_JSON",
        "[0,4,8]    | ST_INVALID_JSON",
        "[0,\"4\"]  | ST_INVALID_JSON",
        "[0,99999999999999999999] | ST_OVERFLOW",
      })
  void row_8_offsets_that_leave_holes_or_are_no_offsets(String offsets, String code)
      throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":" + offsets + "}}";
    assertThat(refusal(header, 8).code()).isEqualTo(code);
  }

  @Test
  void row_8_a_hole_between_two_tensors() throws IOException {
    String b = B.replace("[8,12]", "[9,13]");
    ModelFormatException e = refusal("{" + A + "," + b + "}", 13);
    assertThat(e.code()).isEqualTo("ST_INVALID_OFFSET");
    assertThat(e).hasMessageContaining("'b'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[2,9223372036854775807]", "[2,18446744073709551614]", "[4294967296,4294967296]"})
  void row_9_a_shape_whose_size_overflows(String shape) throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,4]}}";
    ModelFormatException e = refusal(header, 4);
    assertThat(e.code()).isEqualTo("ST_OVERFLOW");
    assertThat(e).hasMessageContaining("'a'");
  }

  @Test
  void row_10_a_shape_that_needs_other_bytes_than_given() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,4]}}";
    ModelFormatException e = refusal(header, 4);
    assertThat(e.code()).isEqualTo("ST_SIZE_MISMATCH");
    assertThat(e).hasMessageContaining("needs 16 bytes, the header gives 4");
  }

  @Test
  void row_11_a_byte_too_many_or_two_too_few() throws IOException {
    for (int size : new int[] {9, 6}) {
      ModelFormatException e = refusal("{" + A + "}", size);
      assertThat(e.code()).isEqualTo("ST_INCOMPLETE_BUFFER");
      assertThat(e).hasMessageContaining("take 8 bytes").hasMessageContaining("has " + size);
    }
  }

  @Test
  void row_12_a_type_that_is_not_supported_or_not_known() throws IOException {
    ModelFormatException known = refusal("{" + A.replace("F32", "F8_E4M3") + "}", 8);
    assertThat(known.code()).isEqualTo("ST_UNSUPPORTED_DTYPE");
    ModelFormatException unknown = refusal("{" + A.replace("F32", "F99") + "}", 8);
    assertThat(unknown.code()).isEqualTo("ST_INVALID_JSON");
    assertThat(unknown).hasMessageContaining("BF16");
  }

  @Test
  void row_13_metadata_that_is_not_text() throws IOException {
    ModelFormatException e = refusal("{\"__metadata__\":{\"x\":1}}", 0);
    assertThat(e.code()).isEqualTo("ST_INVALID_JSON");
    assertThat(e).hasMessageContaining("__metadata__.x must be a string");
  }

  @Test
  void row_15_a_git_lfs_pointer_or_a_web_page() throws IOException {
    byte[] pointer =
        new Bytes().text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n").toArray();
    ModelFormatException e = refusal(pointer);
    assertThat(e.code()).isEqualTo("MODEL_NOT_WEIGHTS");
    assertThat(e).hasMessageContaining("Git LFS pointer");
    assertThat(refusal(new Bytes().text("<!DOCTYPE html><html>").toArray()))
        .hasMessageContaining("web page");
  }

  @Test
  @Tag("mutants")
  void every_cut_and_every_changed_byte_gives_a_refusal_or_the_tensors() throws IOException {
    byte[] good = Bytes.safetensors("{" + A + "," + B + "}", 12);
    assertThat(Mutations.survivors(folder.resolve("x.safetensors"), good)).isPositive();
  }

  @Test
  @Tag("slow")
  void every_value_of_every_byte() throws IOException {
    byte[] good = Bytes.safetensors("{" + A + "," + B + "}", 12);
    int survivors = Mutations.exhaustive(folder.resolve("x.safetensors"), good, false);
    // All values of the twelve bytes of data, which nothing guards, and other names.
    assertThat(survivors).isBetween(12 * 255, 255 * good.length / 4);
    System.out.printf("safetensors: %d mutants, %d read%n", 255 * good.length, survivors);
  }

  @Test
  void every_half_number_converts_as_its_definition_says() {
    for (int h = 0; h < 1 << 16; h++) {
      int exponent = h >> 10 & 31;
      double fraction = (h & 1023) / 1024.0;
      double magnitude =
          exponent == 31
              ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
              : exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
      float expected = (float) (h < 1 << 15 ? magnitude : -magnitude);
      float actual = StoredTensor.halfToFloat((short) h);
      if (Float.compare(expected, actual) != 0) {
        assertThat(actual).as("half %04x", h).isEqualTo(expected);
      }
    }
  }

  @Test
  void every_element_type_becomes_float() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(33).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble(-1.5).putLong(-7).putFloat(2.25f).putInt(-3).putShort((short) 0x3E00);
    data.putShort((short) 0x4000).putShort((short) -2).put((byte) -1).put((byte) -1).put((byte) 1);
    String[] types = {"F64", "I64", "F32", "I32", "F16", "BF16", "I16", "I8", "U8", "BOOL"};
    float[] expected = {-1.5f, -7, 2.25f, -3, 1.5f, 2, -2, -1, 255, 1};
    StringBuilder header = new StringBuilder("{");
    int at = 0;
    for (String type : types) {
      int next = at + DType.valueOf(type).bytes();
      header.append(at == 0 ? "" : ",").append('"').append(type).append("\":{\"dtype\":\"");
      header.append(type).append("\",\"shape\":[1],\"data_offsets\":[");
      header.append(at).append(',').append(next).append("]}");
      at = next;
    }
    byte[] json = header.append('}').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Path file = folder.resolve("types.safetensors");
    byte[] used = Arrays.copyOf(data.array(), at);
    Files.write(file, new Bytes().u64(json.length).raw(json).raw(used).toArray());
    float[] actual = new float[types.length];
    try (WeightFile weights = WeightReader.open(file)) {
      for (int i = 0; i < types.length; i++) {
        weights.readFloats(types[i], 0, actual, i, 1);
      }
    }
    assertThat(actual).containsExactly(expected);
  }
}
