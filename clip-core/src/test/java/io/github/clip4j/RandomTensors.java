package io.github.clip4j;

import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Weights for any CLIP with a vision transformer, of the sizes that open_clip starts its training
 * with: uniform of deviation 0.036, norms around 1. A value depends on seed, name and index only.
 */
public final class RandomTensors implements TensorSource {
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();
  private final long seed;

  RandomTensors(ClipConfig config, long seed) {
    this.seed = seed;
    addAll(config);
  }

  /** Names and shapes of all tensors of a model, in float32. */
  public static Map<String, TensorInfo> infos(ClipConfig config) {
    return new RandomTensors(config, 0).tensors();
  }

  private void addAll(ClipConfig config) {
    VitConfig vit = (VitConfig) config.vision();
    TextConfig text = config.text();
    add("logit_scale");
    add("token_embedding.weight", text.vocabSize(), text.width());
    add("positional_embedding", text.contextLength(), text.width());
    norm("ln_final", text.width());
    add("text_projection", text.width(), config.embedDim());
    add("visual.conv1.weight", vit.width(), 3, vit.patchSize(), vit.patchSize());
    add("visual.class_embedding", vit.width());
    add("visual.positional_embedding", 1 + (long) vit.grid() * vit.grid(), vit.width());
    if (vit.preNorm()) {
      norm("visual.ln_pre", vit.width());
    }
    norm("visual.ln_post", vit.width());
    add("visual.proj", vit.width(), config.embedDim());
    for (int i = 0; i < text.layers(); i++) {
      block("transformer.resblocks." + i + ".", text.width(), text.mlpWidth());
    }
    for (int i = 0; i < vit.layers(); i++) {
      block("visual.transformer.resblocks." + i + ".", vit.width(), vit.mlpWidth());
    }
  }

  private void block(String prefix, long width, long mlp) {
    norm(prefix + "ln_1", width);
    norm(prefix + "ln_2", width);
    add(prefix + "attn.in_proj_weight", 3 * width, width);
    add(prefix + "attn.in_proj_bias", 3 * width);
    add(prefix + "attn.out_proj.weight", width, width);
    add(prefix + "attn.out_proj.bias", width);
    add(prefix + "mlp.c_fc.weight", mlp, width);
    add(prefix + "mlp.c_fc.bias", mlp);
    add(prefix + "mlp.c_proj.weight", width, mlp);
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

  @Override
  public void readFloats(String name, long start, float[] dst, int offset, int count) {
    float centre = name.contains("ln_") && name.endsWith("weight") ? 1 : 0;
    for (int i = 0; i < count; i++) {
      dst[offset + i] = centre + (unit(name, start + i) - 0.5f) / 8;
    }
  }

  private float unit(String name, long element) {
    return (float) new SplittableRandom(seed + name.hashCode() * 31L + element).nextDouble();
  }

  @Override
  public void close() {}
}
