package io.github.clip4j.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import io.github.clip4j.RandomTensors;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import io.github.clip4j.weights.WeightFile;
import io.github.clip4j.weights.WeightReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Archives with zip64 records are read by libtorch and by this library")
class Zip64ArchiveTest {
  private static final Path MODEL =
      Path.of("src/test/resources/golden/models/vit_quickgelu/open_clip");

  @TempDir Path folder;

  @Test
  void zip64_forced_on_a_small_model() throws Exception {
    Path plain = folder.resolve("plain.pt");
    Path wide = folder.resolve("wide.pt");
    Disk forced =
        new Disk() {
          @Override
          StoredZip openZip(Path file) throws IOException {
            return new StoredZip(FileChannel.open(file, StandardOpenOption.WRITE), 100, 5);
          }
        };
    try (Checkpoint checkpoint = Checkpoint.open(MODEL)) {
      for (Path file : List.of(plain, wide)) {
        ArchiveWriter.write(
            checkpoint.config(),
            checkpoint.tensors(),
            WeightPrecision.FP32,
            file,
            done -> {},
            file.equals(wide) ? forced : Disk.REAL);
      }
    }
    assertThat(Files.size(wide)).isGreaterThan(Files.size(plain));
    try (WeightFile expected = WeightReader.open(plain);
        WeightFile actual = WeightReader.open(wide)) {
      assertThat(actual.tensors()).isEqualTo(expected.tensors());
      for (TensorInfo info : expected.tensors().values()) {
        assertThat(all(actual, info)).isEqualTo(all(expected, info));
      }
    }
    assertThat(text(wide, 510, 5, 511)).isEqualTo(text(plain, 510, 5, 511));
  }

  private static float[] all(TensorSource source, TensorInfo info) throws IOException {
    float[] values = new float[(int) info.elements()];
    source.readFloats(info.name(), 0, values, 0, values.length);
    return values;
  }

  /** The vector of a text as libtorch computes it. */
  private static float[] text(Path archive, long... ids) throws Exception {
    try (Model model = Model.newInstance("clip", Device.cpu(), "PyTorch");
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      model.load(archive);
      try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
        NDList input = new NDList(manager.create(ids, new Shape(1, ids.length)));
        input.add(method(manager));
        return predictor.predict(input).get(0).toFloatArray();
      }
    }
  }

  /** DJL calls the method that a placeholder of this name carries. */
  private static NDArray method(NDManager manager) {
    NDArray placeholder = manager.create(0);
    placeholder.setName("module_method:encode_text");
    return placeholder;
  }

  @Test
  @Tag("slow")
  @DisplayName("a tensor above 4 GiB, and tensors behind it")
  void really_large() throws Exception {
    assumeTrue(Files.getFileStore(folder).getUsableSpace() > 6L << 30, "needs 6 GiB of disk");
    int vocabulary = (1 << 20) + (1 << 16);
    VitConfig vit =
        new VitConfig(
            32, 16, 64, 1, 1, 64, Activation.GELU, 1e-5, true, VisionPooling.TOKEN, false);
    TextConfig text =
        new TextConfig(
            8, vocabulary, 1024, 16, 1, 64, Activation.GELU, 1e-5, true, TextPooling.ARGMAX, 0);
    Path archive = folder.resolve("large.pt");
    try (Ramp weights = new Ramp(new ClipConfig(64, vit, text))) {
      ArchiveWriter.write(weights.config, weights, WeightPrecision.FP32, archive, done -> {});
      assertThat(Files.size(archive)).isGreaterThan(4L << 30);
      try (ZipFile zip = new ZipFile(archive.toFile())) {
        assertThat(zip.stream().mapToLong(e -> e.getSize()).max()).hasValue(4096L * vocabulary);
      }
      try (WeightFile read = WeightReader.open(archive)) {
        float[] value = new float[1];
        read.readFloats("text.token_embedding", 1024L * vocabulary - 1, value, 0, 1);
        assertThat(value[0]).isEqualTo(Ramp.value(1024L * vocabulary - 1));
        read.readFloats("text.projection", 77, value, 0, 1);
        assertThat(value[0]).isEqualTo(Ramp.value(77));
      }
    }
    System.out.println("archive of " + Files.size(archive) + " bytes: " + archive);
    String keep = System.getProperty("clip.keep");
    if (keep != null) {
      Files.move(archive, Path.of(keep));
    }
  }

  /** Tensors whose elements tell their own index. */
  private static final class Ramp implements TensorSource {
    private final ClipConfig config;
    private final Map<String, TensorInfo> infos;

    Ramp(ClipConfig config) {
      this.config = config;
      infos = RandomTensors.infos(config);
    }

    static float value(long index) {
      return index % 8191 / 8192f;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
      return infos;
    }

    @Override
    public void readFloats(String name, long start, float[] dst, int offset, int count) {
      for (int i = 0; i < count; i++) {
        dst[offset + i] = value(start + i);
      }
    }

    @Override
    public void close() {}
  }
}
