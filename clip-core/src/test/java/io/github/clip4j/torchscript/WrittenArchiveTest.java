package io.github.clip4j.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.errors.ModelMismatchException;
import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import io.github.clip4j.weights.WeightFile;
import io.github.clip4j.weights.WeightReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What was written, read back by the strict reader of foreign files: no engine is asked. */
@DisplayName("An archive holds the checkpoint's numbers in the precision that was asked for")
class WrittenArchiveTest {
  private static final Path MODELS = Path.of("src/test/resources/golden/models");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"FP32, F32, 0", "BF16, BF16, 0x1p-8f"})
  void matrices_are_rounded_once(WeightPrecision precision, DType type, float rounding)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(MODELS.resolve("vit_quickgelu/open_clip"));
        WeightFile archive = WeightReader.open(write(checkpoint, precision))) {
      assertThat(archive.format()).isEqualTo("torchscript");
      String name = "text.block1.proj.weight";
      assertThat(archive.tensors()).containsKey(name);
      assertThat(archive.tensors().get(name).dtype()).isEqualTo(type);
      float[] written = all(archive, name);
      float[] wanted = all(checkpoint.tensors(), "transformer.resblocks.1.mlp.c_proj.weight");
      assertThat(written).hasSameSizeAs(wanted);
      for (int i = 0; i < wanted.length; i++) {
        assertThat(Math.abs(written[i] - wanted[i]))
            .as("element %d", i)
            .isLessThanOrEqualTo(Math.abs(wanted[i]) * rounding);
      }
      // Norms, tables and projections stay in float32 whatever the blocks are in.
      assertThat(all(archive, "text.token_embedding"))
          .containsExactly(all(checkpoint.tensors(), "token_embedding.weight"));
    }
  }

  @ParameterizedTest
  @EnumSource(WeightPrecision.class)
  void each_matrix_lies_in_a_storage_of_its_own_in_the_right_bytes(WeightPrecision precision)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(MODELS.resolve("vit_quickgelu/open_clip"))) {
      Path archive = write(checkpoint, precision);
      float[] matrix = all(checkpoint.tensors(), "transformer.resblocks.1.attn.out_proj.weight");
      ByteBuffer wanted = ByteBuffer.allocate(4 * matrix.length).order(ByteOrder.LITTLE_ENDIAN);
      float largest = 0;
      for (int i = 0; i < matrix.length; i++) {
        if (i % 48 == 0) {
          largest = 0;
          for (int c = 0; c < 48; c++) {
            largest = Math.max(largest, Math.abs(matrix[i + c]));
          }
        }
        switch (precision) {
          case FP32, FP32_ONEDNN -> wanted.putFloat(matrix[i]);
          case FP16, FP16_ONEDNN -> wanted.putShort(Halves.of(matrix[i]));
          case BF16, BF16_ONEDNN -> wanted.putShort(Halves.bfloat16(matrix[i]));
          case INT8, INT8_VNNI -> wanted.put((byte) Math.rint(matrix[i] / (largest / 127)));
        }
      }
      byte[] bytes = Arrays.copyOf(wanted.array(), wanted.position());
      try (ZipFile zip = new ZipFile(archive.toFile())) {
        List<byte[]> storages = new ArrayList<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
          if (entry.getName().startsWith("clip/data/")) {
            storages.add(zip.getInputStream(entry).readAllBytes());
          }
        }
        assertThat(storages).filteredOn(storage -> Arrays.equals(storage, bytes)).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "255, 255", "256, 2", "70000, 65537", "2147483648, 3"})
  void shapes_of_every_width_of_number_survive(long rows, long columns) throws IOException {
    ArchiveTensor tensor = ArchiveTensor.float32(List.of(rows, columns), (start, dst, count) -> {});
    byte[] pickle = ModulePickle.of(new ArchiveModule("__torch__.a.B").tensor("w", tensor)).bytes();
    assertThat(pickle[pickle.length - 1]).isEqualTo((byte) '.');
    assertThat(new String(pickle, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains(written(rows) + written(columns) + "t");
  }

  /** A number as the pickle has it: one byte, four or eight. */
  private static String written(long n) {
    StringBuilder out = new StringBuilder();
    int bytes = n < 256 ? 1 : n < 1L << 31 ? 4 : 8;
    out.append(bytes == 1 ? "K" : bytes == 4 ? "J" : "\u008a\u0008");
    for (int i = 0; i < bytes; i++) {
      out.append((char) (n >>> 8 * i & 0xFF));
    }
    return out.toString();
  }

  @Test
  void types_that_an_archive_has_not_are_refused() {
    for (DType type : List.of(DType.F64, DType.I64, DType.BOOL)) {
      assertThatThrownBy(() -> new ArchiveTensor(type, List.of(), (start, dst, count) -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(type.name());
    }
  }

  @Test
  void int8_keeps_a_scale_for_each_channel_and_zeros_stay_zeros() throws IOException {
    float[] matrix = {1, -0.5f, 0.25f, 0, 0, 0, -200, 100, 0.7f};
    Weights weights =
        new Weights(new Matrix(Map.of("w", List.of(3L, 3L), "b", List.of(3L)), matrix));
    List<ArchiveTensor> state =
        LinearLayer.of(
                new ArchiveModule("__torch__.a.Linear"),
                WeightPrecision.INT8,
                weights.plain("w", 3, 3),
                weights.plain("b", 3))
            .state();
    assertThat(read(state.get(0))).containsExactly(127, -64, 32, 0, 0, 0, -127, 64, 0);
    assertThat(read(state.get(1))).containsExactly(1 / 127f, 1, 200 / 127f);
    assertThat(state.get(0).dtype()).isEqualTo(DType.I8);
  }

  @Test
  void what_is_missing_or_of_another_shape_is_named() throws IOException {
    Weights weights =
        new Weights(
            new Matrix(
                Map.of("w", List.of(3L, 3L), "one", List.of(1L), "two", List.of(2L)),
                new float[9]));
    assertThat(weights.plain("one").shape()).isEmpty();
    assertThatThrownBy(() -> weights.plain("two"))
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining("'two' has shape [2], the configuration needs []");
    assertThatThrownBy(() -> weights.plain("w", 9))
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining("[3, 3]");
    assertThatThrownBy(() -> weights.plain("absent", 9))
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining("'absent' of shape [9] is missing");
  }

  private Path write(Checkpoint checkpoint, WeightPrecision precision) throws IOException {
    Path archive = folder.resolve("clip.pt");
    ArchiveWriter.write(checkpoint.config(), checkpoint.tensors(), precision, archive, done -> {});
    return archive;
  }

  private static float[] read(ArchiveTensor tensor) throws IOException {
    float[] values = new float[(int) tensor.count()];
    tensor.elements().read(0, values, values.length);
    return values;
  }

  private static float[] all(TensorSource source, String name) throws IOException {
    float[] values = new float[(int) source.tensors().get(name).elements()];
    source.readFloats(name, 0, values, 0, values.length);
    return values;
  }

  /** Tensors of given shapes, all with the same numbers. */
  private record Matrix(Map<String, List<Long>> shapes, float[] values) implements TensorSource {
    @Override
    public Map<String, TensorInfo> tensors() {
      Map<String, TensorInfo> infos = new java.util.HashMap<>();
      shapes.forEach((name, shape) -> infos.put(name, new TensorInfo(name, DType.F32, shape)));
      return infos;
    }

    @Override
    public void readFloats(String name, long start, float[] dst, int offset, int count) {
      System.arraycopy(values, (int) start, dst, offset, count);
    }

    @Override
    public void close() {}
  }
}
