package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A sharded checkpoint is read through its index, which may name only its own shards")
class ShardedWeightsTest {
  @TempDir Path folder;

  @BeforeEach
  void twoShards() throws IOException {
    shard("one.safetensors", "a");
    shard("two.safetensors", "b");
  }

  private void shard(String file, String... names) throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      header.append(i == 0 ? "\"" : ",\"").append(names[i]).append("\":{\"dtype\":\"F32\",");
      header.append("\"shape\":[1],\"data_offsets\":[").append(4 * i).append(',');
      header.append(4 * i + 4).append("]}");
    }
    String json = header.append('}').toString();
    Files.write(folder.resolve(file), Bytes.safetensors(json, 4 * names.length));
  }

  private Path index(String map) throws IOException {
    Path file = folder.resolve("model.safetensors.index.json");
    return Files.writeString(file, "{\"metadata\":{\"total_size\":8},\"weight_map\":" + map + "}");
  }

  @Test
  void tensors_of_all_shards_are_there() throws IOException {
    Path index = index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}");
    try (WeightFile weights = WeightReader.open(index)) {
      assertThat(weights.tensors()).containsOnlyKeys("a", "b");
      assertThat(weights.format()).isEqualTo("safetensors");
      assertThat(weights.files()).hasSize(2);
      weights.readFloats("b", 0, new float[1], 0, 1);
    }
  }

  @Test
  void each_tensor_is_read_from_its_own_shard_until_all_are_closed() throws IOException {
    Path two = folder.resolve("two.safetensors");
    byte[] bytes = Files.readAllBytes(two);
    System.arraycopy(Bytes.floats(2.5f), 0, bytes, bytes.length - 4, 4);
    Files.write(two, bytes);
    WeightFile weights =
        WeightReader.open(index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}"));
    float[] read = {9, 9};
    weights.readFloats("a", 0, read, 0, 1);
    weights.readFloats("b", 0, read, 1, 1);
    assertThat(read).containsExactly(0, 2.5f);
    assertThatThrownBy(() -> weights.readFloats("c", 0, read, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tensor 'c' in any shard");
    weights.close();
    for (String name : new String[] {"a", "b"}) {
      assertThatThrownBy(() -> weights.readFloats(name, 0, read, 0, 1))
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"8,false", "9,true", "-1,true", "8.5,true", "\"8\",false", "null,false"})
  void a_total_size_that_differs_is_a_warning(String total, boolean warned) throws IOException {
    Path index = index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}");
    Files.writeString(
        index, Files.readString(index).replace("\"total_size\":8", "\"total_size\":" + total));
    PrintStream err = System.err;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try (WeightFile weights = WeightReader.open(index)) {
      assertThat(weights.tensors()).containsOnlyKeys("a", "b");
    } finally {
      System.setErr(err);
    }
    assertThat(caught.toString(StandardCharsets.UTF_8).contains("total_size")).isEqualTo(warned);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"../one.safetensors\"}",
        "{\"a\":\"/etc/passwd\"}",
        "{\"a\":\"C:one.safetensors\"}",
        "{\"a\":\"..\\\\one.safetensors\"}",
        "{\"a\":\"..\"}",
        "{\"a\":\"\"}",
        "{\"a\":7}",
        "{\"a\":\"model.safetensors.index.json\"}",
        "{\"a\":\"missing.safetensors\"}",
        "{\"a\":\"one.safetensors\",\"c\":\"two.safetensors\"}",
        "{\"a\":\"one.safetensors\",\"c\":\"one.safetensors\"}",
        "{}",
        "[]",
      })
  void row_14_an_index_that_points_elsewhere_or_lies(String map) throws IOException {
    ModelFormatException e = Refusal.of(index(map));
    assertThat(e.code()).isEqualTo("ST_BAD_SHARD");
  }

  @Test
  void row_14_one_tensor_in_two_shards() throws IOException {
    shard("two.safetensors", "b", "a");
    ModelFormatException e =
        Refusal.of(index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}"));
    assertThat(e.code()).isEqualTo("ST_BAD_SHARD");
    assertThat(e).hasMessageContaining("'a'").hasMessageContaining("two.safetensors");
  }
}
