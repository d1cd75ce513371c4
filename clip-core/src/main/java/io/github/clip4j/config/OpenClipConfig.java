package io.github.clip4j.config;

import com.google.gson.JsonObject;
import io.github.clip4j.errors.ModelFormatException;
import java.util.List;
import java.util.Set;

/**
 * The dialect of {@code open_clip_config.json}: {@code {"model_cfg": …, "preprocess_cfg": …}}, or
 * the bare model configuration as open_clip's {@code model_configs/*.json} have it. Defaults are
 * those of open_clip's {@code CLIPVisionCfg} and {@code CLIPTextCfg}.
 */
final class OpenClipConfig {
  private static final Set<String> FOREIGN_MODEL =
      Set.of("multimodal_cfg", "audio_cfg", "init_logit_bias", "nonscalar_logit_scale");
  private static final Set<String> FOREIGN_VISION =
      Set.of(
          "timm_model_name",
          "attentional_pool",
          "ls_init_value",
          "input_patchnorm",
          "global_average_pool",
          "eva_model_name",
          "block_type",
          "qk_norm",
          "scaled_cosine_attn",
          "scale_heads",
          "scale_attn_inner",
          "scale_attn",
          "scale_fc");
  private static final Set<String> FOREIGN_TEXT =
      Set.of(
          "hf_model_name",
          "embed_cls",
          "proj_bias",
          "ls_init_value",
          "block_type",
          "qk_norm",
          "scaled_cosine_attn",
          "scale_heads",
          "scale_attn_inner",
          "scale_attn",
          "scale_fc");

  private OpenClipConfig() {}

  static boolean recognises(JsonObject json) {
    return json.has("model_cfg") || (json.has("embed_dim") && json.has("vision_cfg"));
  }

  static ClipConfig parse(JsonObject json, String origin) throws ModelFormatException {
    JsonSection top = new JsonSection(origin, "", json);
    JsonSection model = top.has("model_cfg") ? top.section("model_cfg") : top;
    model.refuse(FOREIGN_MODEL);
    boolean quick = model.flag("quick_gelu", false);
    return new ClipConfig(
        model.size("embed_dim"),
        vision(model.section("vision_cfg"), quick),
        text(model.section("text_cfg"), quick));
  }

  private static VisionConfig vision(JsonSection v, boolean quick) throws ModelFormatException {
    v.refuse(FOREIGN_VISION);
    int image = v.side("image_size", 224);
    int width = v.size("width", v.sizes("layers") == null ? 768 : 64);
    int headWidth = v.size("head_width", 64);
    List<Integer> stages = v.sizes("layers");
    if (stages != null) {
      if (stages.size() != 4) {
        throw v.fault("layers", "must list four stages, lists " + stages.size());
      }
      if (image % 32 != 0) {
        throw v.fault("image_size", "of a ResNet must be a multiple of 32, is " + image);
      }
      return new ResNetConfig(image, stages, width, heads(v, width * 32L, headWidth));
    }
    int patch = v.side("patch_size", 16);
    if (patch > image) {
      throw v.fault("patch_size", "is larger than image_size: " + patch + " > " + image);
    }
    String pool = v.text("pool_type", "tok");
    return new VitConfig(
        image,
        patch,
        width,
        v.size("layers", 12),
        heads(v, width, headWidth),
        mlpWidth(v, width),
        activation(v, quick),
        v.section("norm_kwargs").real("eps", 1e-5),
        !v.flag("no_ln_pre", false),
        switch (pool) {
          case "tok" -> VisionPooling.TOKEN;
          case "avg" -> VisionPooling.AVERAGE;
          default -> throw v.fault("pool_type", "must be tok or avg, is " + pool);
        },
        v.flag("final_ln_after_pool", false));
  }

  /** As open_clip counts them: divided and rounded down, so a head may be wider than asked. */
  private static int heads(JsonSection v, long width, int headWidth) throws ModelFormatException {
    long heads = width / headWidth;
    if (heads == 0 || width % heads != 0) {
      throw v.fault(
          "head_width",
          "gives " + heads + " heads, which do not divide the width " + width + ": " + headWidth);
    }
    return Math.toIntExact(heads);
  }

  private static TextConfig text(JsonSection t, boolean quick) throws ModelFormatException {
    t.refuse(FOREIGN_TEXT);
    String projection = t.text("proj_type", "linear");
    if (!projection.equals("linear")) {
      throw t.fault("proj_type", "must be linear, is " + projection);
    }
    int width = t.size("width", 512);
    int heads = t.size("heads", 8);
    if (width % heads != 0) {
      throw t.fault("heads", "must divide the width " + width + ", is " + heads);
    }
    String pool = t.text("pool_type", "argmax");
    return new TextConfig(
        t.size("context_length", 77),
        t.size("vocab_size", 49408),
        width,
        heads,
        t.size("layers", 12),
        mlpWidth(t, width),
        activation(t, quick),
        t.section("norm_kwargs").real("eps", 1e-5),
        !t.flag("no_causal_mask", false),
        switch (pool) {
          case "argmax" -> TextPooling.ARGMAX;
          case "eos" -> TextPooling.END_OF_TEXT;
          case "first" -> TextPooling.FIRST;
          case "last" -> TextPooling.LAST;
          default -> throw t.fault("pool_type", "must be argmax, eos, first or last, is " + pool);
        },
        t.id("eos_id", 2));
  }

  private static int mlpWidth(JsonSection s, int width) throws ModelFormatException {
    double mlp = width * s.real("mlp_ratio", 4.0);
    if (!(mlp >= 1 && mlp <= 1 << 20)) {
      throw s.fault("mlp_ratio", "gives an MLP of " + mlp + " channels");
    }
    return (int) mlp;
  }

  private static Activation activation(JsonSection s, boolean quick) throws ModelFormatException {
    String approximate = s.section("act_kwargs").text("approximate", "none");
    if (quick) {
      return Activation.QUICK_GELU;
    }
    return switch (approximate) {
      case "none" -> Activation.GELU;
      case "tanh" -> Activation.GELU_TANH;
      default -> throw s.fault("act_kwargs.approximate", "must be none or tanh: " + approximate);
    };
  }
}
