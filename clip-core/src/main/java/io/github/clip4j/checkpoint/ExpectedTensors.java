package io.github.clip4j.checkpoint;

import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.VitConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors that an architecture has, by open_clip's names, with their shapes. */
final class ExpectedTensors {
  private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

  private ExpectedTensors() {}

  /** Names and shapes in the order of open_clip's state dict: text leaves, image tower, text. */
  static Map<String, List<Long>> of(ClipConfig config) {
    ExpectedTensors t = new ExpectedTensors();
    TextConfig text = config.text();
    t.add("positional_embedding", text.contextLength(), text.width());
    t.add("text_projection", text.width(), config.embedDim());
    t.shapes.put("logit_scale", List.of());
    if (config.vision() instanceof VitConfig vit) {
      t.vit(vit, config.embedDim());
    } else if (config.vision() instanceof ResNetConfig resNet) {
      t.resNet(resNet, config.embedDim());
    }
    t.transformer("transformer", text.layers(), text.width(), text.mlpWidth());
    t.add("token_embedding.weight", text.vocabSize(), text.width());
    t.affine("ln_final", text.width());
    return t.shapes;
  }

  private void add(String name, long... shape) {
    shapes.put(name, Arrays.stream(shape).boxed().toList());
  }

  private void affine(String name, long width) {
    add(name + ".weight", width);
    add(name + ".bias", width);
  }

  private void linear(String name, long out, long in) {
    add(name + ".weight", out, in);
    add(name + ".bias", out);
  }

  private void vit(VitConfig v, int embedDim) {
    long width = v.width();
    long grid = v.grid();
    add("visual.class_embedding", width);
    add("visual.positional_embedding", grid * grid + 1, width);
    add("visual.proj", width, embedDim);
    add("visual.conv1.weight", width, 3, v.patchSize(), v.patchSize());
    if (v.preNorm()) {
      affine("visual.ln_pre", width);
    }
    transformer("visual.transformer", v.layers(), width, v.mlpWidth());
    affine("visual.ln_post", width);
  }

  private void transformer(String prefix, int layers, long width, long mlpWidth) {
    for (int i = 0; i < layers; i++) {
      String block = prefix + ".resblocks." + i;
      affine(block + ".ln_1", width);
      add(block + ".attn.in_proj_weight", 3 * width, width);
      add(block + ".attn.in_proj_bias", 3 * width);
      linear(block + ".attn.out_proj", width, width);
      affine(block + ".ln_2", width);
      linear(block + ".mlp.c_fc", mlpWidth, width);
      linear(block + ".mlp.c_proj", width, mlpWidth);
    }
  }

  private void resNet(ResNetConfig r, int embedDim) {
    long width = r.width();
    convolution("visual.conv1", "visual.bn1", width / 2, 3, 3);
    convolution("visual.conv2", "visual.bn2", width / 2, width / 2, 3);
    convolution("visual.conv3", "visual.bn3", width, width / 2, 3);
    long in = width;
    for (int stage = 0; stage < 4; stage++) {
      long planes = width << stage;
      for (int i = 0; i < r.layers().get(stage); i++) {
        String block = "visual.layer" + (stage + 1) + "." + i;
        convolution(block + ".conv1", block + ".bn1", planes, in, 1);
        convolution(block + ".conv2", block + ".bn2", planes, planes, 3);
        convolution(block + ".conv3", block + ".bn3", 4 * planes, planes, 1);
        boolean strided = stage > 0 && i == 0;
        if (strided || in != 4 * planes) {
          convolution(block + ".downsample.0", block + ".downsample.1", 4 * planes, in, 1);
        }
        in = 4 * planes;
      }
    }
    long grid = r.imageSize() / 32;
    add("visual.attnpool.positional_embedding", grid * grid + 1, in);
    linear("visual.attnpool.k_proj", in, in);
    linear("visual.attnpool.q_proj", in, in);
    linear("visual.attnpool.v_proj", in, in);
    linear("visual.attnpool.c_proj", embedDim, in);
  }

  private void convolution(String conv, String norm, long out, long in, long kernel) {
    add(conv + ".weight", out, in, kernel, kernel);
    affine(norm, out);
    add(norm + ".running_mean", out);
    add(norm + ".running_var", out);
  }
}
