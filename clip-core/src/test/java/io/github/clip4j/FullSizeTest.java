package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.torchscript.ArchiveWriter;
import io.github.clip4j.torchscript.WeightPrecision;
import io.github.clip4j.vector.VectorMath;
import io.github.clip4j.weights.TensorSource;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ViT-B/32 in full size with random weights: what is counted, and what packing costs. */
@Tag("slow")
class FullSizeTest {
  private static final long SEED = Long.getLong("clip.seed", 20261125);
  private static final ClipConfig VIT_B_32 =
      new ClipConfig(
          512,
          Goldens.vit(224, 32, 768, 12, 12, 3072, Activation.QUICK_GELU),
          new TextConfig(
              77,
              49408,
              512,
              8,
              12,
              2048,
              Activation.QUICK_GELU,
              1e-5,
              true,
              TextPooling.ARGMAX,
              49407));

  @TempDir Path folder;

  @Test
  @DisplayName("a full ViT-B/32 has 151,277,313 parameters in 302 tensors; packed forms stay near")
  void vit_b_32() throws Exception {
    TensorSource weights = new RandomTensors(VIT_B_32, SEED);
    float[] pixels = new float[4 * 3 * 224 * 224];
    Random random = new Random(SEED);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    long[] ids = new long[4 * 12];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % 12 == 0 ? 49406 : i % 12 == 11 ? 49407 : random.nextInt(49000);
    }
    float[][] images;
    float[][] texts;
    try (ArchiveEngine engine = engine(weights, WeightPrecision.FP32)) {
      var parameters = engine.model().getBlock().getParameters().values();
      assertThat(parameters).hasSize(302);
      assertThat(parameters.stream().mapToLong(p -> p.getArray().size()).sum())
          .isEqualTo(151_277_313L);
      images = engine.encodeImages(FloatBuffer.wrap(pixels), 4);
      texts = engine.encodeTexts(ids, 4, 12);
    }
    if (OneDnn.use(Device.cpu())) {
      try (ArchiveEngine engine = engine(weights, WeightPrecision.FP32_ONEDNN)) {
        near(engine.encodeImages(FloatBuffer.wrap(pixels), 4), images, 0.999999);
        near(engine.encodeTexts(ids, 4, 12), texts, 0.999999);
      }
      if (CpuFeatures.ofThisMachine().hasBf16()) {
        try (ArchiveEngine engine = engine(weights, WeightPrecision.BF16_ONEDNN)) {
          near(
              engine.encodeImages(FloatBuffer.wrap(pixels), 4),
              images,
              PrecisionChoice.LEAST_COSINE);
          near(engine.encodeTexts(ids, 4, 12), texts, PrecisionChoice.LEAST_COSINE);
        }
      }
    }
    try (ArchiveEngine engine = engine(weights, WeightPrecision.FP16)) {
      near(engine.encodeImages(FloatBuffer.wrap(pixels), 4), images, 0.9999);
      near(engine.encodeTexts(ids, 4, 12), texts, 0.9999);
    }
    if (OneDnn.use(Device.cpu())) {
      try (ArchiveEngine engine = engine(weights, WeightPrecision.FP16_ONEDNN)) {
        near(engine.encodeImages(FloatBuffer.wrap(pixels), 4), images, 0.9999);
        near(engine.encodeTexts(ids, 4, 12), texts, 0.9999);
      }
    }
    try (ArchiveEngine engine = engine(weights, WeightPrecision.INT8)) {
      near(engine.encodeImages(FloatBuffer.wrap(pixels), 4), images, 0.99);
      near(engine.encodeTexts(ids, 4, 12), texts, 0.99);
    }
    if (OneDnn.use(Device.cpu()) && CpuFeatures.ofThisMachine().hasVnni()) {
      try (ArchiveEngine engine = engine(weights, WeightPrecision.INT8_VNNI)) {
        near(
            engine.encodeImages(FloatBuffer.wrap(pixels), 4), images, PrecisionChoice.LEAST_COSINE);
        near(engine.encodeTexts(ids, 4, 12), texts, 0.998);
      }
    }
  }

  private static void near(float[][] actual, float[][] expected, double cosine) {
    for (int i = 0; i < actual.length; i++) {
      double found = VectorMath.cosine(actual[i], expected[i]);
      assertThat(found).as("row %d, seed %d", i, SEED).isGreaterThan(cosine);
    }
  }

  private ArchiveEngine engine(TensorSource weights, WeightPrecision precision) throws Exception {
    Path archive = folder.resolve("clip.pt");
    long start = System.nanoTime();
    ArchiveWriter.write(VIT_B_32, weights, precision, precision, archive, done -> {});
    long written = System.nanoTime();
    ArchiveEngine engine = ArchiveEngine.load(archive, null, 224, 77);
    System.out.printf(
        "%s: written in %d ms, loaded in %d ms, %d MB%n",
        precision,
        (written - start) / 1_000_000,
        (System.nanoTime() - written) / 1_000_000,
        Files.size(archive) >> 20);
    return engine;
  }
}
