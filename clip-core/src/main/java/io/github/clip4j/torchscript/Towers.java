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

  /** torch's numbers of element types. */
  private static final String SCALAR_TYPE_FLOAT = "6";

  private static final String SCALAR_TYPE_BF16 = "15";

  /**
   * Up to how many tokens plain products win over libtorch's tiled kernel, measured on ViT-B/32 and
   * ViT-B/16: above, the table of scores no longer stays in the cache.
   */
  private static final int MOST_TOKENS_OF_PLAIN_ATTENTION = 128;

  private static final int MOST_TOKENS_OF_PLAIN_BF16 = 256;

  /** Texts up to this length are better off with the tiled kernel in bfloat16. */
  private static final int FEW_TOKENS = 16;

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
            positions(vit),
            false);
    boolean token = vit.pooling() == VisionPooling.TOKEN;
    values.put("patch", Integer.toString(vit.patchSize()));
    boolean packed = imagePrecision.usesOneDnn();
    boolean oneQuery = oneQuery(vit);
    values.put("one_query", python(oneQuery));
    values.put("blocks", Integer.toString(oneQuery ? vit.layers() - 1 : vit.layers()));
    values.put("full_layers", Integer.toString(token ? vit.layers() - 1 : vit.layers()));
    values.put("last", Integer.toString(vit.layers() - 1));
    int covered = vit.grid() * vit.patchSize();
    values.put("packed_patches", python(packed));
    values.put("patch_names", packed ? "" : "\"patch_weight\", ");
    values.put("grid", Integer.toString(vit.grid()));
    values.put("grid_tokens", Integer.toString(vit.grid() * vit.grid()));
    values.put("covered", Integer.toString(covered));
    values.put("patch_inputs", Integer.toString(3 * vit.patchSize() * vit.patchSize()));
    values.put("norm_names", vit.preNorm() ? "\"ln_pre_weight\", \"ln_pre_bias\", " : "");
    values.put("pre_norm", python(vit.preNorm()));
    values.put("token", python(token));
    values.put("average", python(!token));
    values.put("norm_after", python(vit.finalNormAfterPool()));
    return ClassText.of(imagePrecision.resource(), values)
        + (packed ? ClassText.of("patches_onednn.py", values) : "")
        + blockText(values)
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
            text.contextLength(),
            text.causalMask());
    boolean oneQuery = textPrecision.usesOneDnn();
    values.put("one_query", python(oneQuery));
    values.put("blocks", Integer.toString(oneQuery ? text.layers() - 1 : text.layers()));
    values.put("full_layers", Integer.toString(text.layers() - 1));
    values.put("last", Integer.toString(text.layers() - 1));
    values.put("end_of_text_id", Integer.toString(text.endOfTextId()));
    values.put("argmax", python(text.pooling() == TextPooling.ARGMAX));
    values.put("end_of_text", python(text.pooling() == TextPooling.END_OF_TEXT));
    values.put("first", python(text.pooling() == TextPooling.FIRST));
    values.put("last_token", python(text.pooling() == TextPooling.LAST));
    return ClassText.of(textPrecision.resource(), values)
        + blockText(values)
        + ClassText.of("text.py", values);
  }

  /** The class of a block and, where the tower has one, that of its last block. */
  private static String blockText(Map<String, String> values) {
    Map<String, String> block = new HashMap<>(values);
    block.put("block", "Block");
    Map<String, String> last = new HashMap<>(values);
    last.put("block", "LastBlock");
    String text = ClassText.of("block.py", block) + ClassText.of("block_finish.py", block);
    return "True".equals(values.get("one_query"))
        ? text + ClassText.of("last_block.py", last) + ClassText.of("block_finish.py", last)
        : text;
  }

  private static Map<String, String> blockValues(
      String room,
      WeightPrecision precision,
      int width,
      int heads,
      Activation activation,
      double eps,
      long tokens,
      boolean causal) {
    boolean bf16Inputs = precision == WeightPrecision.BF16_ONEDNN;
    int most = bf16Inputs ? MOST_TOKENS_OF_PLAIN_BF16 : MOST_TOKENS_OF_PLAIN_ATTENTION;
    boolean plainAttention = precision.usesOneDnn() && tokens <= most;
    boolean causalScores = plainAttention && causal;
    Map<String, String> values = new HashMap<>();
    values.put("room", room);
    values.put("width", Integer.toString(width));
    values.put("heads", Integer.toString(heads));
    int headWidth = width / heads;
    values.put("head_width", Integer.toString(headWidth));
    boolean scaled = scalesQueries(precision, headWidth);
    values.put("scaled_queries", python(scaled));
    values.put(
        "attention_scale",
        String.format(Locale.ROOT, "%.17e", scaled ? 1 : 1 / Math.sqrt(headWidth)));
    values.put("eps", String.format(Locale.ROOT, "%.17e", eps));
    values.put("causal", python(causal));
    values.put("plain_attention", python(plainAttention));
    values.put("causal_scores", python(causalScores));
    values.put("mask_argument", causalScores ? "mask, " : "");
    values.put("short_tiled", python(causalScores && bf16Inputs));
    values.put("short", Integer.toString(FEW_TOKENS));
    values.put("bf16_inputs", python(bf16Inputs));
    values.put("seven_bits", python(precision == WeightPrecision.INT8));
    values.put("score_type", bf16Inputs ? SCALAR_TYPE_BF16 : SCALAR_TYPE_FLOAT);
    values.put(
        "fused_activation",
        python(activation == Activation.QUICK_GELU && precision == WeightPrecision.FP32_ONEDNN));
    values.put("quick_gelu_inverse", String.format(Locale.ROOT, "%.17e", 1 / QUICK_GELU_FACTOR));
    values.put("quick_gelu", python(activation == Activation.QUICK_GELU));
    values.put("gelu", python(activation == Activation.GELU));
    values.put("gelu_tanh", python(activation == Activation.GELU_TANH));
    return values;
  }

  /**
   * Whether the factor of the scores lies in the queries' weights: where it is a power of two, as
   * 1/8 for heads of 64 channels, so that no weight is rounded anew. In half precision it could
   * push small weights below the least normal number.
   */
  private static boolean scalesQueries(WeightPrecision precision, int headWidth) {
    return precision.usesOneDnn()
        && precision != WeightPrecision.FP16_ONEDNN
        && Integer.bitCount(headWidth) == 1
        && Integer.numberOfTrailingZeros(headWidth) % 2 == 0;
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  /** Whether the last block is one for a single query. */
  private boolean oneQuery(VitConfig vit) {
    return vit.pooling() == VisionPooling.TOKEN && imagePrecision.usesOneDnn();
  }

  private static long positions(VitConfig vit) {
    return 1 + (long) vit.grid() * vit.grid();
  }

  private ArchiveModule visionTransformer(VitConfig vit) throws IOException {
    long width = vit.width();
    ArchiveModule tower = new ArchiveModule("__torch__.clip4j.image.Tower");
    ArchiveTensor patches =
        weights.plain("visual.conv1.weight", width, 3, vit.patchSize(), vit.patchSize());
    if (imagePrecision.usesOneDnn()) {
      long inputs = 3L * vit.patchSize() * vit.patchSize();
      tower.child(
          "patches",
          new ArchiveModule("__torch__.clip4j.image.Patches")
              .state(patches.reshaped(width, inputs)));
    } else {
      tower.tensor("patch_weight", patches);
    }
    tower
        .tensor("class_embedding", weights.plain("visual.class_embedding", width))
        .tensor(
            "positional_embedding",
            weights.plain("visual.positional_embedding", positions(vit), width));
    if (vit.preNorm()) {
      norm(tower, "ln_pre", "visual.ln_pre", width);
    }
    norm(tower, "ln_post", "visual.ln_post", width);
    tower.tensor("projection", weights.plain("visual.proj", width, config.embedDim()));
    boolean oneQuery = oneQuery(vit);
    for (int i = 0; i < vit.layers(); i++) {
      boolean last = oneQuery && i == vit.layers() - 1;
      tower.child(
          last ? "last" : "block" + i,
          block(
              "image",
              imagePrecision,
              "visual.transformer.resblocks." + i + ".",
              width,
              vit.mlpWidth(),
              vit.activation(),
              vit.width() / vit.heads(),
              last));
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
      boolean last = textPrecision.usesOneDnn() && i == text.layers() - 1;
      tower.child(
          last ? "last" : "block" + i,
          block(
              "text",
              textPrecision,
              "transformer.resblocks." + i + ".",
              width,
              text.mlpWidth(),
              text.activation(),
              text.width() / text.heads(),
              last));
    }
    return tower;
  }

  private ArchiveModule block(
      String room,
      WeightPrecision precision,
      String prefix,
      long width,
      long mlpWidth,
      Activation activation,
      int headWidth,
      boolean oneQuery)
      throws IOException {
    double factor = activation == Activation.QUICK_GELU ? QUICK_GELU_FACTOR : 1;
    ArchiveModule block =
        new ArchiveModule("__torch__.clip4j." + room + (oneQuery ? ".LastBlock" : ".Block"));
    norm(block, "ln_1", prefix + "ln_1", width);
    // silu(1.702 x): the factor goes into what feeds the layer, so that no matrix is rounded anew.
    block
        .tensor("ln_2_weight", weights.scaled(prefix + "ln_2.weight", factor, width))
        .tensor("ln_2_bias", weights.scaled(prefix + "ln_2.bias", factor, width));
    double scale = scalesQueries(precision, headWidth) ? 1 / Math.sqrt(headWidth) : 1;
    ArchiveTensor weight =
        weights.plain(prefix + "attn.in_proj_weight", 3 * width, width).scaledRows(width, scale);
    ArchiveTensor bias =
        weights.plain(prefix + "attn.in_proj_bias", 3 * width).scaledRows(width, scale);
    if (oneQuery) {
      block
          .child("query", linear(precision, room, weight.rows(0, width), bias.rows(0, width)))
          .child(
              "key_value",
              linear(precision, room, weight.rows(width, 2 * width), bias.rows(width, 2 * width)));
    } else {
      block.child("qkv", linear(precision, room, weight, bias));
    }
    String mlp = prefix + "mlp.";
    return block
        .child("out", linear(precision, room, prefix + "attn.out_proj", 1, width, width))
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
    return linear(
        precision,
        room,
        weights.plain(name + ".weight", outputs, inputs),
        weights.scaled(name + ".bias", biasFactor, outputs));
  }

  /** A linear layer; the tower's file has its class. */
  private static ArchiveModule linear(
      WeightPrecision precision, String room, ArchiveTensor weight, ArchiveTensor bias)
      throws IOException {
    String type = "__torch__.clip4j." + room + ".Linear";
    return LinearLayer.of(new ArchiveModule(type), precision, weight, bias);
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
