package io.github.clip4j.torchscript;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.errors.ModelMismatchException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The module tree and the class text of one CLIP. Tensor names are open_clip's; attribute names are
 * those of the {@code .py} resources.
 */
final class Towers {
  /** The factor in OpenAI's {@code x·σ(1.702·x)}. */
  private static final double QUICK_GELU_FACTOR = 1.702;

  private final ClipConfig config;
  private final Weights weights;
  private final WeightPrecision imagePrecision;
  private final WeightPrecision textPrecision;

  Towers(
      ClipConfig config,
      Weights weights,
      WeightPrecision imagePrecision,
      WeightPrecision textPrecision) {
    this.config = config;
    this.weights = weights;
    this.imagePrecision = imagePrecision;
    this.textPrecision = textPrecision;
  }

  ArchiveModule clip() throws IOException {
    ArchiveModule image =
        config.vision() instanceof VitConfig vit
            ? visionTransformer(vit)
            : resNet((ResNetConfig) config.vision());
    return new ArchiveModule("__torch__.clip4j.clip.Clip")
        .tensor("logit_scale", weights.plain("logit_scale"))
        .child("image", image)
        .child("text", text(config.text()));
  }

  String clipText() {
    return ClassText.of("clip.py", Map.of());
  }

  String imageText() {
    if (config.vision() instanceof ResNetConfig net) {
      return ClassText.of("resnet.py", resNetValues(net));
    }
    VitConfig vit = (VitConfig) config.vision();
    Map<String, String> values =
        blockValues(
            "image",
            imagePrecision,
            vit.width(),
            vit.heads(),
            vit.activation(),
            vit.layerNormEps(),
            false);
    boolean token = vit.pooling() == VisionPooling.TOKEN;
    values.put("patch", Integer.toString(vit.patchSize()));
    values.put("layers", Integer.toString(vit.layers()));
    values.put("full_layers", Integer.toString(token ? vit.layers() - 1 : vit.layers()));
    values.put("last", Integer.toString(vit.layers() - 1));
    values.put("norm_names", vit.preNorm() ? "\"ln_pre_weight\", \"ln_pre_bias\", " : "");
    values.put("pre_norm", python(vit.preNorm()));
    values.put("token", python(token));
    values.put("average", python(!token));
    values.put("norm_after", python(vit.finalNormAfterPool()));
    return ClassText.of(imagePrecision.resource(), values)
        + ClassText.of("block.py", values)
        + ClassText.of("vit.py", values);
  }

  String textText() {
    TextConfig text = config.text();
    Map<String, String> values =
        blockValues(
            "text",
            textPrecision,
            text.width(),
            text.heads(),
            text.activation(),
            text.layerNormEps(),
            text.causalMask());
    values.put("layers", Integer.toString(text.layers()));
    values.put("full_layers", Integer.toString(text.layers() - 1));
    values.put("last", Integer.toString(text.layers() - 1));
    values.put("end_of_text_id", Integer.toString(text.endOfTextId()));
    values.put("argmax", python(text.pooling() == TextPooling.ARGMAX));
    values.put("end_of_text", python(text.pooling() == TextPooling.END_OF_TEXT));
    values.put("first", python(text.pooling() == TextPooling.FIRST));
    values.put("last_token", python(text.pooling() == TextPooling.LAST));
    return ClassText.of(textPrecision.resource(), values)
        + ClassText.of("block.py", values)
        + ClassText.of("text.py", values);
  }

  private static Map<String, String> blockValues(
      String room,
      WeightPrecision precision,
      int width,
      int heads,
      Activation activation,
      double eps,
      boolean causal) {
    Map<String, String> values = new HashMap<>();
    values.put("room", room);
    values.put("width", Integer.toString(width));
    values.put("heads", Integer.toString(heads));
    values.put("head_width", Integer.toString(width / heads));
    values.put("eps", String.format(Locale.ROOT, "%.17e", eps));
    values.put("causal", python(causal));
    values.put("bf16_inputs", python(precision == WeightPrecision.BF16_ONEDNN));
    values.put("quick_gelu_inverse", String.format(Locale.ROOT, "%.17e", 1 / QUICK_GELU_FACTOR));
    values.put("quick_gelu", python(activation == Activation.QUICK_GELU));
    values.put("gelu", python(activation == Activation.GELU));
    values.put("gelu_tanh", python(activation == Activation.GELU_TANH));
    return values;
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  private ArchiveModule visionTransformer(VitConfig vit) throws IOException {
    long width = vit.width();
    long positions = 1 + (long) vit.grid() * vit.grid();
    ArchiveModule tower =
        new ArchiveModule("__torch__.clip4j.image.Tower")
            .tensor(
                "patch_weight",
                weights.plain("visual.conv1.weight", width, 3, vit.patchSize(), vit.patchSize()))
            .tensor("class_embedding", weights.plain("visual.class_embedding", width))
            .tensor(
                "positional_embedding",
                weights.plain("visual.positional_embedding", positions, width));
    if (vit.preNorm()) {
      norm(tower, "ln_pre", "visual.ln_pre", width);
    }
    norm(tower, "ln_post", "visual.ln_post", width);
    tower.tensor("projection", weights.plain("visual.proj", width, config.embedDim()));
    for (int i = 0; i < vit.layers(); i++) {
      tower.child(
          "block" + i,
          block(
              "image",
              imagePrecision,
              "visual.transformer.resblocks." + i + ".",
              width,
              vit.mlpWidth(),
              vit.activation()));
    }
    return tower;
  }

  private ArchiveModule text(TextConfig text) throws IOException {
    long width = text.width();
    ArchiveModule tower =
        new ArchiveModule("__torch__.clip4j.text.Tower")
            .tensor(
                "token_embedding", weights.plain("token_embedding.weight", text.vocabSize(), width))
            .tensor(
                "positional_embedding",
                weights.plain("positional_embedding", text.contextLength(), width));
    norm(tower, "ln_final", "ln_final", width);
    tower.tensor("projection", weights.plain("text_projection", width, config.embedDim()));
    for (int i = 0; i < text.layers(); i++) {
      tower.child(
          "block" + i,
          block(
              "text",
              textPrecision,
              "transformer.resblocks." + i + ".",
              width,
              text.mlpWidth(),
              text.activation()));
    }
    return tower;
  }

  private ArchiveModule block(
      String room,
      WeightPrecision precision,
      String prefix,
      long width,
      long mlpWidth,
      Activation activation)
      throws IOException {
    double factor = activation == Activation.QUICK_GELU ? QUICK_GELU_FACTOR : 1;
    ArchiveModule block = new ArchiveModule("__torch__.clip4j." + room + ".Block");
    norm(block, "ln_1", prefix + "ln_1", width);
    // silu(1.702 x): the factor goes into what feeds the layer, so that no matrix is rounded anew.
    block
        .tensor("ln_2_weight", weights.scaled(prefix + "ln_2.weight", factor, width))
        .tensor("ln_2_bias", weights.scaled(prefix + "ln_2.bias", factor, width));
    String attention = prefix + "attn.";
    String mlp = prefix + "mlp.";
    return block
        .child(
            "qkv",
            weights.linear(
                precision,
                room,
                attention + "in_proj_weight",
                attention + "in_proj_bias",
                1,
                3 * width,
                width))
        .child("out", linear(precision, room, attention + "out_proj", 1, width, width))
        .child("fc", linear(precision, room, mlp + "c_fc", factor, mlpWidth, width))
        .child("proj", linear(precision, room, mlp + "c_proj", factor, width, mlpWidth));
  }

  private ArchiveModule linear(
      WeightPrecision precision,
      String room,
      String name,
      double biasFactor,
      long outputs,
      long inputs)
      throws IOException {
    return weights.linear(
        precision, room, name + ".weight", name + ".bias", biasFactor, outputs, inputs);
  }

  private void norm(ArchiveModule module, String attribute, String name, long width)
      throws ModelMismatchException {
    module
        .tensor(attribute + "_weight", weights.plain(name + ".weight", width))
        .tensor(attribute + "_bias", weights.plain(name + ".bias", width));
  }

  private static Map<String, String> resNetValues(ResNetConfig net) {
    Map<String, String> values = new HashMap<>();
    int features = net.width() * 32;
    values.put("features", Integer.toString(features));
    values.put("heads", Integer.toString(net.heads()));
    values.put("head_width", Integer.toString(features / net.heads()));
    values.put("4", "4");
    for (int stage = 0; stage < 4; stage++) {
      values.put("more_blocks_" + stage, Integer.toString(net.layers().get(stage) - 1));
      values.put("stride_" + stage, stage == 0 ? "1" : "2");
    }
    return values;
  }

  private ArchiveModule resNet(ResNetConfig net) throws IOException {
    long width = net.width();
    ArchiveModule tower = new ArchiveModule("__torch__.clip4j.image.Tower");
    weights.folded("visual.conv1", "visual.bn1", width / 2, 3, 3, 3).addTo(tower, "stem1");
    weights.folded("visual.conv2", "visual.bn2", width / 2, width / 2, 3, 3).addTo(tower, "stem2");
    weights.folded("visual.conv3", "visual.bn3", width, width / 2, 3, 3).addTo(tower, "stem3");
    long input = width;
    for (int stage = 0; stage < 4; stage++) {
      long planes = width << stage;
      for (int i = 0; i < net.layers().get(stage); i++) {
        String prefix = "visual.layer" + (stage + 1) + "." + i + ".";
        ArchiveModule block = bottleneck(prefix, input, planes);
        if (i == 0) {
          ArchiveModule widening = new ArchiveModule("__torch__.clip4j.image.Widening");
          weights
              .folded(prefix + "downsample.0", prefix + "downsample.1", planes * 4, input, 1, 1)
              .addTo(widening, "shortcut");
          block = widening.child("main", block);
        }
        tower.child("stage" + stage + "_" + i, block);
        input = planes * 4;
      }
    }
    long features = input;
    long positions = 1 + (long) (net.imageSize() / 32) * (net.imageSize() / 32);
    tower.tensor(
        "positional_embedding",
        weights.plain("visual.attnpool.positional_embedding", positions, features));
    poolingLinear(tower, "q", "visual.attnpool.q_proj", features, features);
    poolingLinear(tower, "k", "visual.attnpool.k_proj", features, features);
    poolingLinear(tower, "v", "visual.attnpool.v_proj", features, features);
    poolingLinear(tower, "out", "visual.attnpool.c_proj", config.embedDim(), features);
    return tower;
  }

  private ArchiveModule bottleneck(String prefix, long input, long planes) throws IOException {
    ArchiveModule block = new ArchiveModule("__torch__.clip4j.image.Bottleneck");
    weights.folded(prefix + "conv1", prefix + "bn1", planes, input, 1, 1).addTo(block, "conv1");
    weights.folded(prefix + "conv2", prefix + "bn2", planes, planes, 3, 3).addTo(block, "conv2");
    weights
        .folded(prefix + "conv3", prefix + "bn3", planes * 4, planes, 1, 1)
        .addTo(block, "conv3");
    return block;
  }

  private void poolingLinear(
      ArchiveModule module, String attribute, String name, long outputs, long inputs)
      throws ModelMismatchException {
    module
        .tensor(attribute + "_weight", weights.plain(name + ".weight", outputs, inputs))
        .tensor(attribute + "_bias", weights.plain(name + ".bias", outputs));
  }
}
