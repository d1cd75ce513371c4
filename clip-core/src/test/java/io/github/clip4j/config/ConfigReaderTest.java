package io.github.clip4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Both configuration dialects, sparse, legacy and broken")
class ConfigReaderTest {
  @TempDir Path folder;

  private ConfigReader.Loaded read(String json) throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(file, json);
    return ConfigReader.read(file);
  }

  private ModelFormatException refusal(String json) {
    ModelFormatException e = catchThrowableOfType(ModelFormatException.class, () -> read(json));
    assertThat(e).as("refusal of %s", json).isNotNull().hasMessageContaining("config.json");
    return e;
  }

  private static VitConfig vit(ConfigReader.Loaded loaded) {
    return (VitConfig) loaded.config().vision();
  }

  @Test
  void an_open_clip_configuration_takes_open_clips_defaults() throws IOException {
    ConfigReader.Loaded loaded =
        read("{\"model_cfg\":{\"embed_dim\":512,\"vision_cfg\":{},\"text_cfg\":{}}}");
    assertThat(loaded.dialect()).isEqualTo(ConfigDialect.OPEN_CLIP);
    assertThat(vit(loaded))
        .isEqualTo(
            new VitConfig(
                224,
                16,
                768,
                12,
                12,
                3072,
                Activation.GELU,
                1e-5,
                true,
                VisionPooling.TOKEN,
                false));
    assertThat(loaded.config().text())
        .isEqualTo(
            new TextConfig(
                77, 49408, 512, 8, 12, 2048, Activation.GELU, 1e-5, true, TextPooling.ARGMAX, 2));
  }

  @Test
  void the_giants_of_open_clip_have_odd_heads_and_mlps() throws IOException {
    VitConfig g =
        vit(
            read(
                "{\"embed_dim\":1024,\"vision_cfg\":{\"image_size\":224,\"layers\":40,"
                    + "\"width\":1408,\"head_width\":88,\"mlp_ratio\":4.3637,\"patch_size\":14},"
                    + "\"text_cfg\":{\"width\":1024,\"heads\":16,\"layers\":24}}"));
    assertThat(g.heads()).isEqualTo(16);
    assertThat(g.mlpWidth()).isEqualTo(6144);
    VitConfig big =
        vit(
            read(
                "{\"embed_dim\":1280,\"vision_cfg\":{\"layers\":48,\"width\":1664,"
                    + "\"head_width\":104,\"mlp_ratio\":4.9231,\"patch_size\":14},\"text_cfg\":{}}"));
    assertThat(big.heads()).isEqualTo(16);
    assertThat(big.mlpWidth()).isEqualTo(8192);
  }

  @Test
  void clipa_has_no_first_norm_and_pools_by_average_and_last() throws IOException {
    ConfigReader.Loaded loaded =
        read(
            "{\"model_cfg\":{\"embed_dim\":768,\"vision_cfg\":{\"no_ln_pre\":true,"
                + "\"pool_type\":\"avg\",\"final_ln_after_pool\":true,\"norm_kwargs\":{\"eps\":1e-6}},"
                + "\"text_cfg\":{\"context_length\":32,\"vocab_size\":32000,\"no_causal_mask\":true,"
                + "\"pool_type\":\"last\",\"act_kwargs\":{\"approximate\":\"tanh\"}}}}");
    assertThat(vit(loaded).preNorm()).isFalse();
    assertThat(vit(loaded).pooling()).isEqualTo(VisionPooling.AVERAGE);
    assertThat(vit(loaded).finalNormAfterPool()).isTrue();
    assertThat(vit(loaded).layerNormEps()).isEqualTo(1e-6);
    TextConfig text = loaded.config().text();
    assertThat(text.causalMask()).isFalse();
    assertThat(text.pooling()).isEqualTo(TextPooling.LAST);
    assertThat(text.activation()).isEqualTo(Activation.GELU_TANH);
  }

  @Test
  void a_list_of_layers_is_a_resnet() throws IOException {
    ConfigReader.Loaded loaded =
        read(
            "{\"embed_dim\":640,\"quick_gelu\":true,\"vision_cfg\":{\"image_size\":288,"
                + "\"layers\":[4,6,10,6],\"width\":80},\"text_cfg\":{\"width\":640,\"heads\":10}}");
    assertThat(loaded.config().vision())
        .isEqualTo(new ResNetConfig(288, List.of(4, 6, 10, 6), 80, 40));
    assertThat(loaded.config().text().activation()).isEqualTo(Activation.QUICK_GELU);
  }

  @Test
  void a_sparse_hugging_face_configuration_takes_transformers_defaults() throws IOException {
    // As LAION's and MetaCLIP's files have it: one field, and fields that mean nothing.
    ConfigReader.Loaded loaded =
        read(
            "{\"model_type\":\"clip\",\"text_config\":{\"dropout\":0.0,\"hidden_act\":\"gelu\"},"
                + "\"vision_config\":{\"heads\":8,\"layers\":12,\"patch_size\":16}}");
    assertThat(loaded.dialect()).isEqualTo(ConfigDialect.HUGGING_FACE);
    assertThat(loaded.config().embedDim()).isEqualTo(512);
    assertThat(vit(loaded))
        .isEqualTo(
            new VitConfig(
                224,
                16,
                768,
                12,
                12,
                3072,
                Activation.QUICK_GELU,
                1e-5,
                true,
                VisionPooling.TOKEN,
                false));
    assertThat(loaded.config().text().activation()).isEqualTo(Activation.GELU);
    assertThat(loaded.config().text().pooling()).isEqualTo(TextPooling.ARGMAX);
  }

  @Test
  void legacy_sections_win_over_the_new_ones() throws IOException {
    ConfigReader.Loaded loaded =
        read(
            "{\"model_type\":\"clip\",\"projection_dim\":768,\"text_config_dict\":{\"hidden_size\":768,"
                + "\"num_attention_heads\":12},\"text_config\":{\"hidden_size\":512},"
                + "\"vision_config\":null,\"vision_config_dict\":{\"patch_size\":14}}");
    assertThat(loaded.config().text().width()).isEqualTo(768);
    assertThat(vit(loaded).patchSize()).isEqualTo(14);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 49408, ARGMAX", // OpenAI's wrong value
    "49407, 49408, ARGMAX", // the largest id: both rules agree
    "2, 901629, END_OF_TEXT", // MetaCLIP 2 means it
    "511, 512, ARGMAX",
  })
  void the_end_token_two_is_believed_only_outside_clips_vocabulary(
      int end, int vocabulary, TextPooling pooling) throws IOException {
    ConfigReader.Loaded loaded =
        read(
            "{\"model_type\":\"clip\",\"text_config\":{\"eos_token_id\":"
                + end
                + ",\"vocab_size\":"
                + vocabulary
                + "}}");
    assertThat(loaded.config().text().pooling()).isEqualTo(pooling);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model_cfg\":{\"embed_dim\":8,\"vision_cfg\":{\"timm_model_name\":\"x\"}}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"vision_cfg\":{\"attentional_pool\":true}}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"text_cfg\":{\"hf_model_name\":\"xlm\"}}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"multimodal_cfg\":{}}}",
        "{\"model_type\":\"siglip\"}",
      })
  void other_kinds_of_model_are_refused_as_unsupported(String json) {
    assertThat(refusal(json).code()).isEqualTo("CFG_UNSUPPORTED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model_cfg\":{}}",
        "{\"model_cfg\":{\"embed_dim\":0}}",
        "{\"model_cfg\":{\"embed_dim\":1.5}}",
        "{\"model_cfg\":{\"embed_dim\":\"8\"}}",
        "{\"model_cfg\":{\"embed_dim\":99999999999}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"vision_cfg\":[]}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"vision_cfg\":{\"head_width\":1000}}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"vision_cfg\":{\"layers\":[1,2]}}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"vision_cfg\":{\"pool_type\":\"map\"}}}",
        "{\"model_cfg\":{\"embed_dim\":8,\"quick_gelu\":\"yes\"}}",
        "{\"model_type\":\"clip\",\"text_config\":{\"hidden_act\":\"relu\"}}",
        "{\"model_type\":\"clip\",\"text_config\":{\"num_attention_heads\":7}}",
      })
  void fields_out_of_range_are_refused_by_name(String json) {
    assertThat(refusal(json).code()).isEqualTo("CFG_INVALID_FIELD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "nul",
        "{\"a\":1}x",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1e999999999}",
        "// c\n{}",
        "{\"a\":\"\\u12\"}",
      })
  void what_is_not_strict_json_is_refused(String json) {
    assertThat(refusal(json).code()).isEqualTo("CFG_INVALID_JSON");
  }

  @Test
  void deep_nesting_is_refused() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(refusal(deep)).hasMessageContaining("nesting");
  }

  @Test
  void timms_configuration_is_told_apart() {
    ModelFormatException e = refusal("{\"architecture\":\"vit_base_patch16_clip_224\"}");
    assertThat(e.code()).isEqualTo("CFG_UNKNOWN");
    assertThat(e).hasMessageContaining("timm");
  }
}
