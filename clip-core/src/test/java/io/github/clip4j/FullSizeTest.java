package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.torchscript.ArchiveWriter;
import io.github.clip4j.torchscript.WeightPrecision;
import io.github.clip4j.translate.ModuleMethod;
import io.github.clip4j.vector.VectorMath;
import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
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
    RandomTensors weights = new RandomTensors();
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
    try (ArchiveEngine engine = engine(weights, WeightPrecision.INT8)) {
      near(engine.encodeImages(FloatBuffer.wrap(pixels), 4), images, 0.99);
      near(engine.encodeTexts(ids, 4, 12), texts, 0.99);
    }
    if (CpuFeatures.ofThisMachine().hasVnni()) {
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
    ArchiveEngine engine =
        ArchiveEngine.load(
            archive, null, 224, 77, ModuleMethod.ENCODE_IMAGE, ModuleMethod.ENCODE_TEXT);
    System.out.printf(
        "%s: written in %d ms, loaded in %d ms, %d MB%n",
        precision,
        (written - start) / 1_000_000,
        (System.nanoTime() - written) / 1_000_000,
        Files.size(archive) >> 20);
    return engine;
  }

  /** Weights of the sizes that open_clip starts its training with. */
  private static final class RandomTensors implements TensorSource {
    private final Map<String, TensorInfo> infos = new LinkedHashMap<>();

    RandomTensors() {
      add("logit_scale");
      add("token_embedding.weight", 49408, 512);
      add("positional_embedding", 77, 512);
      norm("ln_final", 512);
      add("text_projection", 512, 512);
      add("visual.conv1.weight", 768, 3, 32, 32);
      add("visual.class_embedding", 768);
      add("visual.positional_embedding", 50, 768);
      norm("visual.ln_pre", 768);
      norm("visual.ln_post", 768);
      add("visual.proj", 768, 512);
      for (int i = 0; i < 12; i++) {
        block("transformer.resblocks." + i + ".", 512);
        block("visual.transformer.resblocks." + i + ".", 768);
      }
    }

    private void block(String prefix, long width) {
      norm(prefix + "ln_1", width);
      norm(prefix + "ln_2", width);
      add(prefix + "attn.in_proj_weight", 3 * width, width);
      add(prefix + "attn.in_proj_bias", 3 * width);
      add(prefix + "attn.out_proj.weight", width, width);
      add(prefix + "attn.out_proj.bias", width);
      add(prefix + "mlp.c_fc.weight", 4 * width, width);
      add(prefix + "mlp.c_fc.bias", 4 * width);
      add(prefix + "mlp.c_proj.weight", width, 4 * width);
      add(prefix + "mlp.c_proj.bias", width);
    }

    private void norm(String name, long width) {
      add(name + ".weight", width);
      add(name + ".bias", width);
    }

    private void add(String name, long... shape) {
      List<Long> sizes = LongStream.of(shape).boxed().toList();
      infos.put(name, new TensorInfo(name, DType.F32, sizes));
    }

    @Override
    public Map<String, TensorInfo> tensors() {
      return Collections.unmodifiableMap(infos);
    }

    /** Uniform of deviation 0.036; norms around 1. Depends on name and index only. */
    @Override
    public void readFloats(String name, long start, float[] dst, int offset, int count)
        throws IOException {
      float centre = name.contains("ln_") && name.endsWith("weight") ? 1 : 0;
      for (int i = 0; i < count; i++) {
        long element = start + i;
        dst[offset + i] = centre + (unit(name, element) - 0.5f) / 8;
      }
    }

    private static float unit(String name, long element) {
      return (float) new SplittableRandom(SEED + name.hashCode() * 31L + element).nextDouble();
    }

    @Override
    public void close() {}
  }
}
