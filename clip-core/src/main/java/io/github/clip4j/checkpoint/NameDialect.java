package io.github.clip4j.checkpoint;

import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the names of a file into those of open_clip (which are OpenAI's). What is no weight of a
 * CLIP (position ids, masks, sizes kept as buffers) is left out; what is unknown keeps its name, so
 * that the check against the architecture reports it.
 */
final class NameDialect {
  private static final Set<String> BUFFERS =
      Set.of("input_resolution", "context_length", "vocab_size", "attn_mask");
  private static final Pattern HF_BLOCK =
      Pattern.compile("(text|vision)_model\\.encoder\\.layers\\.(\\d{1,4})\\.(.+)\\.(weight|bias)");
  private static final Map<String, String> HF_BLOCK_PARTS =
      Map.of(
          "layer_norm1", "ln_1",
          "layer_norm2", "ln_2",
          "self_attn.out_proj", "attn.out_proj",
          "mlp.fc1", "mlp.c_fc",
          "mlp.fc2", "mlp.c_proj");
  private static final Map<String, String> HF_LEAVES =
      Map.ofEntries(
          Map.entry("logit_scale", "logit_scale"),
          Map.entry("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
          Map.entry("text_model.embeddings.position_embedding.weight", "positional_embedding"),
          Map.entry("text_model.final_layer_norm.weight", "ln_final.weight"),
          Map.entry("text_model.final_layer_norm.bias", "ln_final.bias"),
          Map.entry("vision_model.embeddings.class_embedding", "visual.class_embedding"),
          Map.entry("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
          Map.entry(
              "vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
          // The missing letters are in the files.
          Map.entry("vision_model.pre_layrnorm.weight", "visual.ln_pre.weight"),
          Map.entry("vision_model.pre_layrnorm.bias", "visual.ln_pre.bias"),
          Map.entry("vision_model.post_layernorm.weight", "visual.ln_post.weight"),
          Map.entry("vision_model.post_layernorm.bias", "visual.ln_post.bias"));
  private static final Map<String, String> HF_PROJECTIONS =
      Map.of(
          "text_projection.weight", "text_projection",
          "visual_projection.weight", "visual.proj");

  private final Map<String, TensorView> views = new LinkedHashMap<>();
  private final Map<String, TensorInfo[]> pieces = new LinkedHashMap<>();
  private final List<String> collisions = new ArrayList<>();

  private NameDialect() {}

  /** Whether names are those of Hugging Face's {@code CLIPModel}. */
  static boolean isHuggingFace(Collection<String> names) {
    return names.stream()
        .map(NameDialect::withoutModule)
        .anyMatch(n -> n.startsWith("text_model.") || n.startsWith("vision_model."));
  }

  /** Views of a file's tensors under open_clip's names. */
  static Map<String, TensorView> views(Map<String, TensorInfo> file) {
    NameDialect dialect = new NameDialect();
    boolean huggingFace = isHuggingFace(file.keySet());
    boolean module = file.keySet().stream().anyMatch(n -> n.startsWith("module."));
    boolean textPrefix =
        file.keySet().stream().anyMatch(n -> withoutModule(n).startsWith("text.token_embedding."));
    for (TensorInfo info : file.values()) {
      String name = module ? withoutModule(info.name()) : info.name();
      if (huggingFace) {
        dialect.addHuggingFace(name, info);
      } else {
        dialect.addNative(textPrefix && name.startsWith("text.") ? name.substring(5) : name, info);
      }
    }
    dialect.pieces.forEach(dialect::join);
    // Two names that become one would hide a tensor; under its own name it is reported.
    for (String name : dialect.collisions) {
      TensorInfo info = file.get(name);
      if (info != null) {
        dialect.views.putIfAbsent(
            name + " (twice)", new TensorView.Renamed(named(info, name), name));
      }
    }
    return dialect.views;
  }

  private static String withoutModule(String name) {
    return name.startsWith("module.") ? name.substring(7) : name;
  }

  private void addNative(String name, TensorInfo info) {
    boolean buffer = BUFFERS.contains(name) || name.endsWith(".num_batches_tracked");
    if (!buffer) {
      put(name, info);
    }
  }

  private void addHuggingFace(String name, TensorInfo info) {
    if (name.endsWith(".embeddings.position_ids")) {
      return;
    }
    String projection = HF_PROJECTIONS.get(name);
    if (projection != null && info.shape().size() == 2) {
      List<Long> shape = List.of(info.shape().get(1), info.shape().get(0));
      putView(
          new TensorView.Transposed(new TensorInfo(projection, info.dtype(), shape), info.name()),
          info.name());
      return;
    }
    Matcher block = HF_BLOCK.matcher(name);
    if (block.matches() && addBlock(block, info)) {
      return;
    }
    put(HF_LEAVES.getOrDefault(name, name), info);
  }

  private boolean addBlock(Matcher name, TensorInfo info) {
    String tower = "vision".equals(name.group(1)) ? "visual.transformer" : "transformer";
    String prefix = tower + ".resblocks." + name.group(2) + ".";
    String part = name.group(3);
    int piece = List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj").indexOf(part);
    if (piece >= 0) {
      pieces
              .computeIfAbsent(prefix + "attn.in_proj_" + name.group(4), key -> new TensorInfo[3])[
              piece] =
          info;
      return true;
    }
    String renamed = HF_BLOCK_PARTS.get(part);
    if (renamed == null) {
      return false;
    }
    put(prefix + renamed + "." + name.group(4), info);
    return true;
  }

  private void join(String name, @Nullable TensorInfo[] parts) {
    TensorInfo first = parts[0];
    List<String> sources = new ArrayList<>();
    boolean alike = first != null && !first.shape().isEmpty();
    for (TensorInfo part : parts) {
      if (part == null || first == null || !part.shape().equals(first.shape())) {
        alike = false;
      } else {
        sources.add(part.name());
      }
    }
    if (!alike || first == null) {
      for (TensorInfo part : parts) {
        if (part != null) {
          put(part.name(), part);
        }
      }
      return;
    }
    List<Long> shape = new ArrayList<>(first.shape());
    shape.set(0, 3 * shape.get(0));
    DType dtype = first.dtype();
    putView(
        new TensorView.Joined(new TensorInfo(name, dtype, shape), List.copyOf(sources)),
        first.name());
  }

  private void put(String name, TensorInfo info) {
    putView(new TensorView.Renamed(named(info, name), info.name()), info.name());
  }

  private void putView(TensorView view, String source) {
    if (views.putIfAbsent(view.info().name(), view) != null) {
      collisions.add(source);
    }
  }

  private static TensorInfo named(TensorInfo info, String name) {
    return new TensorInfo(name, info.dtype(), info.shape());
  }
}
