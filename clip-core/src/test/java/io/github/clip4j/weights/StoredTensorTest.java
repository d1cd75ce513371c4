package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Elements of a tensor are read piece by piece, in row-major order however they lie")
class StoredTensorTest {
  @TempDir Path folder;

  private static StoredTensor tensor(
      long position, List<Long> shape, @Nullable List<Long> strides) {
    return new StoredTensor(new TensorInfo("t", DType.F32, shape), position, strides);
  }

  @Test
  void a_long_run_is_read_in_several_pieces_from_anywhere_to_anywhere() throws IOException {
    int elements = 150_000; // more than two pieces of 65,536
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = i;
    }
    byte[] bytes = new Bytes().u8(1, 2, 3).raw(Bytes.floats(values)).toArray();
    Path file = Files.write(folder.resolve("run"), bytes);
    float[] read = new float[elements];
    try (FileChannel channel = FileChannel.open(file)) {
      tensor(3, List.of(300L, 500L), null).readFloats(channel, 10, read, 7, elements - 20);
    }
    for (int i = 0; i < elements; i++) {
      boolean inside = i >= 7 && i < 7 + elements - 20;
      assertThat(read[i]).isEqualTo(inside ? i + 3 : 0);
    }
  }

  @Test
  void a_view_wider_than_16_mib_is_read_element_by_element() throws IOException {
    long step = 5_000_000; // a row lies 20 MB behind the one before
    Path file = folder.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      for (int row = 0; row < 2; row++) {
        ByteBuffer numbers = ByteBuffer.wrap(Bytes.floats(10 * row, 10 * row + 1, 10 * row + 2));
        channel.write(numbers, 8 + 4 * step * row);
      }
      float[] read = new float[6];
      tensor(8, List.of(2L, 3L), List.of(step, 1L)).readFloats(channel, 0, read, 0, 6);
      assertThat(read).containsExactly(0, 1, 2, 10, 11, 12);
      tensor(8, List.of(3L, 2L), List.of(1L, step)).readFloats(channel, 1, read, 2, 4);
      assertThat(read).containsExactly(0, 1, 10, 1, 11, 2);
    }
  }

  @Test
  void strides_that_mean_row_major_order_count_as_none() {
    assertThat(tensor(0, List.of(2L, 3L), List.of(3L, 1L)).strides()).isNull();
    assertThat(tensor(0, List.of(2L, 1L, 3L), List.of(3L, 99L, 1L)).strides()).isNull();
    assertThat(tensor(0, List.of(0L, 3L), List.of(7L, 1L)).strides()).isNull();
    assertThat(tensor(0, List.of(), List.of()).strides()).isNull();
    assertThat(tensor(0, List.of(2L, 3L), List.of(1L, 2L)).strides()).containsExactly(1L, 2L);
    assertThat(tensor(0, List.of(2L, 3L), List.of(4L, 1L)).strides()).containsExactly(4L, 1L);
  }

  @Test
  void a_range_ends_with_its_tensor_and_its_array_at_the_latest() throws IOException {
    StoredTensor five = tensor(0, List.of(5L), null);
    Path file = Files.write(folder.resolve("five"), Bytes.floats(1, 2, 3, 4, 5));
    float[] read = new float[4];
    try (FileChannel channel = FileChannel.open(file)) {
      five.readFloats(channel, 2, read, 1, 3);
      assertThat(read).containsExactly(0, 3, 4, 5);
      five.readFloats(channel, 5, read, 4, 0);
      assertThatThrownBy(() -> five.readFloats(channel, 3, read, 0, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("elements [3, 3+3) are outside tensor 't' of 5");
      assertThatThrownBy(() -> five.readFloats(channel, -1, read, 0, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> five.readFloats(channel, 0, read, 0, -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> five.readFloats(channel, 0, read, 2, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("offset 2 and count 3 do not fit an array of 4");
      assertThatThrownBy(() -> five.readFloats(channel, 0, read, -1, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_file_that_was_cut_while_it_was_open_is_an_error_with_its_end() throws IOException {
    Path file = Files.write(folder.resolve("cut"), Bytes.floats(1, 2, 3));
    try (FileChannel channel = FileChannel.open(file)) {
      assertThatThrownBy(
              () -> tensor(0, List.of(4L), null).readFloats(channel, 0, new float[4], 0, 4))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the file ended at byte 12");
    }
  }
}
