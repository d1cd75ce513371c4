package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.torchscript.ArchiveWriter;
import io.github.clip4j.torchscript.WeightPrecision;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The archive made for this machine has another way to the same vectors: patches as a product, the
 * scores' factor in the weights, one query in the last block, plain attention for few tokens. The
 * archive that runs anywhere is its naive twin, for every way of pooling and masking.
 */
class PackedFormsTest {
  private static final long SEED = Long.getLong("clip.seed", 20261125);
  private static final int ROWS = 3;

  @TempDir Path folder;

  @BeforeEach
  void only_where_it_is_used() {
    assumeTrue(OneDnn.use(Device.cpu()));
  }

  /** Every kind once; sizes that are no round numbers, long inputs and short ones. */
  static Stream<ClipConfig> models() {
    List<ClipConfig> models = new ArrayList<>();
    for (TextPooling pooling : TextPooling.values()) {
      for (boolean causal : new boolean[] {true, false}) {
        boolean average = models.size() % 3 == 2;
        VitConfig vit =
            new VitConfig(
                causal ? 52 : 96, // 52 leaves four pixels that fill no patch of 16
                causal ? 16 : 8, // 145 tokens are too many for plain attention
                128,
                2,
                causal
                    ? 2
                    : 4, // heads of 64 and 32 channels: a root that is a power of two, one not
                200,
                Activation.values()[models.size() % Activation.values().length],
                1e-5,
                models.size() % 2 == 0,
                average ? VisionPooling.AVERAGE : VisionPooling.TOKEN,
                models.size() % 4 == 2);
        TextConfig text =
            new TextConfig(
                causal ? 40 : 130,
                99,
                96,
                models.size() % 2 == 0 ? 6 : 4,
                2,
                150,
                Activation.values()[(models.size() + 1) % Activation.values().length],
                1e-5,
                causal,
                pooling,
                98);
        models.add(new ClipConfig(24, vit, text));
      }
    }
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  @DisplayName("packed weights, same vectors, whatever is pooled and masked")
  void same_vectors(ClipConfig config) throws Exception {
    same(config, WeightPrecision.FP32, WeightPrecision.FP32_ONEDNN, 1 - 1e-6);
    same(config, WeightPrecision.FP32, WeightPrecision.FP16_ONEDNN, 1 - 1e-5);
    CpuFeatures cpu = CpuFeatures.ofThisMachine();
    if (cpu.hasBf16()) {
      same(config, WeightPrecision.FP32, WeightPrecision.BF16_ONEDNN, 0.999);
    }
    if (cpu.hasVnni()) {
      same(config, WeightPrecision.FP32, WeightPrecision.INT8_VNNI, 0.99);
    }
  }

  private void same(ClipConfig config, WeightPrecision plain, WeightPrecision packed, double cosine)
      throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int size = config.vision().imageSize();
    float[] pixels = new float[ROWS * 3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble(-2, 2);
    }
    try (RandomTensors weights = new RandomTensors(config, SEED);
        ArchiveEngine first = load(config, weights, plain);
        ArchiveEngine second = load(config, weights, packed)) {
      near(
          second.encodeImages(FloatBuffer.wrap(pixels), ROWS),
          first.encodeImages(FloatBuffer.wrap(pixels), ROWS),
          cosine,
          packed + " pictures");
      for (int length : new int[] {5, 24}) {
        long[] ids = ids(random, length);
        near(
            second.encodeTexts(ids, ROWS, length),
            first.encodeTexts(ids, ROWS, length),
            cosine,
            packed + " texts of " + length);
      }
    }
  }

  /** Texts that end at different places, padded with zeros. */
  private static long[] ids(SplittableRandom random, int length) {
    long[] ids = new long[ROWS * length];
    for (int row = 0; row < ROWS; row++) {
      int end = length - 1 - row;
      for (int i = 0; i < end; i++) {
        ids[row * length + i] = random.nextInt(1, 97);
      }
      ids[row * length + end] = 98;
    }
    return ids;
  }

  private ArchiveEngine load(ClipConfig config, RandomTensors weights, WeightPrecision precision)
      throws IOException {
    Path archive = folder.resolve(precision + ".pt");
    ArchiveWriter.write(config, weights, precision, precision, archive, done -> {});
    return ArchiveEngine.load(
        archive, null, config.vision().imageSize(), config.text().contextLength());
  }

  private static void near(float[][] actual, float[][] expected, double cosine, String what) {
    assertThat(actual.length).isEqualTo(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(VectorMath.cosine(actual[i], expected[i]))
          .as("%s, row %d, seed %d", what, i, SEED)
          .isGreaterThan(cosine);
    }
  }
}
