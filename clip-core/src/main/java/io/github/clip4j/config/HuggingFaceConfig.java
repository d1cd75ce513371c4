package io.github.clip4j.config;

import com.google.gson.JsonObject;
import io.github.clip4j.errors.ModelFormatException;

/**
 * The dialect of Hugging Face's {@code config.json} with {@code "model_type": "clip"}. Files are
 * often sparse, so every field has the default of transformers' {@code CLIPConfig}; the values of
 * the legacy sections {@code text_config_dict} and {@code vision_config_dict} win where they exist.
 */
final class HuggingFaceConfig {
  /** Vocabulary of CLIP's own tokenizer, whose end token is its largest id. */
  private static final int CLIP_VOCABULARY = 49408;

  private HuggingFaceConfig() {}

  static boolean recognises(JsonObject json) {
    return json.has("model_type")
        || json.has("text_config")
        || json.has("vision_config")
        || json.has("text_config_dict");
  }

  static ClipConfig parse(JsonObject json, String origin) throws ModelFormatException {
    JsonSection top = new JsonSection(origin, "", json);
    String type = top.text("model_type", "clip");
    if (!type.equals("clip")) {
      throw new ModelFormatException(
          "CFG_UNSUPPORTED",
          origin + ": model_type is '" + type + "'; supported is 'clip' (CLIPModel)");
    }
    JsonSection text = top.section("text_config").overlaid(top.section("text_config_dict"));
    JsonSection vision = top.section("vision_config").overlaid(top.section("vision_config_dict"));
    return new ClipConfig(top.size("projection_dim", 512), vision(vision), text(text));
  }

  private static VisionConfig vision(JsonSection v) throws ModelFormatException {
    int width = v.size("hidden_size", 768);
    int heads = v.size("num_attention_heads", 12);
    int image = v.size("image_size", 224);
    int patch = v.size("patch_size", 32);
    if (v.size("num_channels", 3) != 3) {
      throw v.fault("num_channels", "must be 3");
    }
    if (width % heads != 0) {
      throw v.fault("num_attention_heads", "must divide hidden_size " + width + ", is " + heads);
    }
    if (patch > image) {
      throw v.fault("patch_size", "is larger than image_size: " + patch + " > " + image);
    }
    return new VitConfig(
        image,
        patch,
        width,
        v.size("num_hidden_layers", 12),
        heads,
        v.size("intermediate_size", 3072),
        activation(v),
        v.real("layer_norm_eps", 1e-5),
        true,
        VisionPooling.TOKEN,
        // The class token is normalised alone here: pooling first or last gives the same.
        false);
  }

  private static TextConfig text(JsonSection t) throws ModelFormatException {
    int width = t.size("hidden_size", 512);
    int heads = t.size("num_attention_heads", 8);
    if (width % heads != 0) {
      throw t.fault("num_attention_heads", "must divide hidden_size " + width + ", is " + heads);
    }
    int vocabulary = t.size("vocab_size", CLIP_VOCABULARY);
    int end = t.id("eos_token_id", CLIP_VOCABULARY - 1);
    return new TextConfig(
        t.size("max_position_embeddings", 77),
        vocabulary,
        width,
        heads,
        t.size("num_hidden_layers", 12),
        t.size("intermediate_size", 2048),
        activation(t),
        t.real("layer_norm_eps", 1e-5),
        true,
        pooling(vocabulary, end),
        end);
  }

  /**
   * OpenAI's own files carry the wrong {@code eos_token_id} 2, so on CLIP's vocabulary 2 is never
   * believed. Where the end token is the largest id anyway, both rules find the same position.
   */
  private static TextPooling pooling(int vocabulary, int end) {
    boolean wrongTwo = end == 2 && vocabulary == CLIP_VOCABULARY;
    return wrongTwo || end >= vocabulary - 1 ? TextPooling.ARGMAX : TextPooling.END_OF_TEXT;
  }

  private static Activation activation(JsonSection s) throws ModelFormatException {
    String name = s.text("hidden_act", "quick_gelu");
    return switch (name) {
      case "quick_gelu" -> Activation.QUICK_GELU;
      case "gelu" -> Activation.GELU;
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> Activation.GELU_TANH;
      default ->
          throw s.fault("hidden_act", "must be quick_gelu, gelu or gelu_pytorch_tanh, is " + name);
    };
  }
}
