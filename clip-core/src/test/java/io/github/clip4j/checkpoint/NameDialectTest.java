package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Names of every layout become open_clip's, and what does not fit stays visible")
class NameDialectTest {
  private static final String LAYER = "text_model.encoder.layers.0.";

  private final Map<String, TensorInfo> file = new LinkedHashMap<>();

  private NameDialectTest with(String name, long... shape) {
    file.put(
        name, new TensorInfo(name, DType.F32, java.util.Arrays.stream(shape).boxed().toList()));
    return this;
  }

  private Map<String, TensorView> views() {
    return NameDialect.views(file);
  }

  private List<Long> shape(String name) {
    TensorView view = views().get(name);
    assertThat(view).as(name).isNotNull();
    return view.info().shape();
  }

  @Test
  void either_tower_of_hugging_face_tells_the_dialect() {
    assertThat(NameDialect.isHuggingFace(List.of("vision_model.post_layernorm.bias"))).isTrue();
    assertThat(NameDialect.isHuggingFace(List.of("module.text_model.x"))).isTrue();
    assertThat(NameDialect.isHuggingFace(List.of("visual.proj", "text.token_embedding.weight")))
        .isFalse();
  }

  @Test
  void the_prefix_of_a_parallel_training_is_taken_off_in_both_dialects() {
    assertThat(with("module.visual.proj", 4, 2).with("logit_scale").views())
        .containsOnlyKeys("visual.proj", "logit_scale");
    file.clear();
    assertThat(with("module.text_model.final_layer_norm.bias", 4).views())
        .containsOnlyKeys("ln_final.bias");
  }

  @Test
  void text_is_a_prefix_only_where_the_token_table_has_it() {
    assertThat(
            with("text.token_embedding.weight", 9, 4)
                .with("text.ln_final.bias", 4)
                .with("logit_scale")
                .views())
        .containsOnlyKeys("token_embedding.weight", "ln_final.bias", "logit_scale");
    file.clear();
    // A tower of another library (open_clip's HFTextEncoder) keeps its names, and is reported.
    assertThat(with("text.transformer.pooler.weight", 4, 4).views())
        .containsOnlyKeys("text.transformer.pooler.weight");
  }

  @Test
  void what_is_no_weight_is_left_out() {
    with("input_resolution").with("context_length").with("vocab_size").with("attn_mask", 7, 7);
    with("visual.bn1.num_batches_tracked").with("visual.bn1.weight", 4);
    assertThat(views()).containsOnlyKeys("visual.bn1.weight");
    file.clear();
    with("text_model.embeddings.position_ids", 1, 7).with("logit_scale");
    assertThat(views()).containsOnlyKeys("logit_scale");
  }

  @Test
  void two_names_that_become_one_are_both_seen() {
    assertThat(with("visual.proj", 4, 2).with("module.visual.proj", 4, 2).views())
        .containsOnlyKeys("visual.proj", "module.visual.proj (twice)");
  }

  @Test
  void projections_are_turned_and_one_of_another_rank_keeps_its_name() {
    with("vision_model.x").with("text_projection.weight", 5, 3).with("visual_projection.weight", 5);
    assertThat(shape("text_projection")).containsExactly(3L, 5L);
    assertThat(shape("visual_projection.weight")).containsExactly(5L);
  }

  @Test
  void query_key_and_value_are_joined_in_this_order_wherever_they_lie() {
    with(LAYER + "self_attn.v_proj.weight", 2, 3).with(LAYER + "self_attn.q_proj.weight", 2, 3);
    with(LAYER + "self_attn.k_proj.weight", 2, 3).with(LAYER + "self_attn.out_proj.weight", 2, 2);
    assertThat(shape("transformer.resblocks.0.attn.in_proj_weight")).containsExactly(6L, 3L);
    assertThat(shape("transformer.resblocks.0.attn.out_proj.weight")).containsExactly(2L, 2L);
    assertThat(views().get("transformer.resblocks.0.attn.in_proj_weight"))
        .isInstanceOfSatisfying(
            TensorView.Joined.class,
            joined ->
                assertThat(joined.sources())
                    .containsExactly(
                        LAYER + "self_attn.q_proj.weight",
                        LAYER + "self_attn.k_proj.weight",
                        LAYER + "self_attn.v_proj.weight"));
  }

  @Test
  void a_missing_or_unequal_part_is_no_joint_and_all_parts_are_reported() {
    String q = LAYER + "self_attn.q_proj.bias";
    String k = LAYER + "self_attn.k_proj.bias";
    String v = LAYER + "self_attn.v_proj.bias";
    assertThat(with(q, 4).with(v, 4).views()).containsOnlyKeys(q, v);
    assertThat(with(k, 3).views()).containsOnlyKeys(q, k, v);
    file.clear();
    assertThat(with(k, 4).with(v, 4).views()).containsOnlyKeys(k, v);
    file.clear();
    assertThat(with(q).with(k).with(v).views()).containsOnlyKeys(q, k, v);
  }

  @Test
  void an_unknown_part_of_a_block_and_an_unknown_leaf_keep_their_names() {
    with(LAYER + "self_attn.bias_k.weight", 4).with("text_model.head.weight", 4, 4);
    with("vision_model.encoder.layers.12345.mlp.fc1.bias", 4);
    assertThat(views()).containsOnlyKeys(file.keySet().toArray(new String[0]));
  }
}
