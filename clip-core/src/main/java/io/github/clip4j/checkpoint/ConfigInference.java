package io.github.clip4j.checkpoint;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VisionConfig;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.errors.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The architecture as OpenAI's {@code build_model} infers it from shapes alone. Heads leave no
 * trace in shapes: 64 channels a head is OpenAI's rule, and where a known model breaks it the
 * answer is a refusal and not a guess.
 */
final class ConfigInference {
  private static final int HEAD_WIDTH = 64;

  /** Image towers of H, g and bigG have heads of 80, 88 and 104 channels. */
  private static final Set<Long> AMBIGUOUS_WIDTHS = Set.of(1280L, 1408L, 1664L);

  private static final Pattern BLOCK = Pattern.compile("\\.(\\d{1,4})\\.");

  private final Map<String, TensorView> tensors;
  private final String file;
  private final Activation activation;

  private ConfigInference(Map<String, TensorView> tensors, String file, Activation activation) {
    this.tensors = tensors;
    this.file = file;
    this.activation = activation;
  }

  static ClipConfig infer(Map<String, TensorView> tensors, String file, Activation activation)
      throws ModelFormatException {
    return new ConfigInference(tensors, file, activation).config();
  }

  private ClipConfig config() throws ModelFormatException {
    long embedDim = size("text_projection", 2, 1);
    VisionConfig vision = tensors.containsKey("visual.proj") ? vit() : resNet();
    long width = size("ln_final.weight", 1, 0);
    return new ClipConfig(
        narrow("embed_dim", embedDim),
        vision,
        new TextConfig(
            narrow("context length", size("positional_embedding", 2, 0)),
            narrow("vocabulary", size("token_embedding.weight", 2, 0)),
            narrow("text width", width),
            heads("text tower", width),
            blocks("transformer.resblocks"),
            narrow("text MLP", size("transformer.resblocks.0.mlp.c_fc.weight", 2, 0)),
            activation,
            1e-5,
            true,
            TextPooling.ARGMAX,
            0));
  }

  private VisionConfig vit() throws ModelFormatException {
    long width = size("visual.conv1.weight", 4, 0);
    int patch = narrow("patch size", size("visual.conv1.weight", 4, 3));
    int grid = grid("visual.positional_embedding");
    if (AMBIGUOUS_WIDTHS.contains(width)) {
      throw needsConfig(
          "an image tower of width " + width + " may have heads of 64, 80, 88 or 104 channels");
    }
    return new VitConfig(
        narrow("image size", (long) grid * patch),
        patch,
        narrow("image width", width),
        blocks("visual.transformer.resblocks"),
        heads("image tower", width),
        narrow("image MLP", size("visual.transformer.resblocks.0.mlp.c_fc.weight", 2, 0)),
        activation,
        1e-5,
        tensors.containsKey("visual.ln_pre.weight"),
        VisionPooling.TOKEN,
        false);
  }

  private VisionConfig resNet() throws ModelFormatException {
    long width = size("visual.layer1.0.conv1.weight", 4, 0);
    List<Integer> layers = new ArrayList<>();
    for (int stage = 1; stage <= 4; stage++) {
      layers.add(blocks("visual.layer" + stage));
    }
    return new ResNetConfig(
        narrow("image size", 32L * grid("visual.attnpool.positional_embedding")),
        layers,
        narrow("image width", width),
        heads("attention pooling", 32 * width));
  }

  private long size(String name, int rank, int dimension) throws ModelFormatException {
    TensorView view = tensors.get(name);
    if (view == null) {
      throw needsConfig("there is no tensor '" + name + "', so this looks like no CLIP");
    }
    List<Long> shape = view.info().shape();
    if (shape.size() != rank || shape.get(dimension) < 1) {
      throw needsConfig("'" + name + "' has the shape " + shape + ", expected rank " + rank);
    }
    return shape.get(dimension);
  }

  private int grid(String name) throws ModelFormatException {
    long cells = size(name, 2, 0) - 1;
    long grid = Math.round(Math.sqrt((double) cells));
    if (grid < 1 || grid * grid != cells) {
      throw needsConfig("'" + name + "' has " + cells + " positions, which is no square grid");
    }
    return narrow("grid", grid);
  }

  private int blocks(String prefix) throws ModelFormatException {
    int most = -1;
    for (String name : tensors.keySet()) {
      if (name.startsWith(prefix + ".")) {
        Matcher m = BLOCK.matcher(name.substring(prefix.length()));
        if (m.lookingAt()) {
          most = Math.max(most, Integer.parseInt(m.group(1)));
        }
      }
    }
    if (most < 0) {
      throw needsConfig("there are no blocks under '" + prefix + "'");
    }
    return most + 1;
  }

  private int heads(String what, long width) throws ModelFormatException {
    if (width % HEAD_WIDTH != 0) {
      throw needsConfig("the " + what + "'s width " + width + " is no multiple of " + HEAD_WIDTH);
    }
    return narrow(what, width / HEAD_WIDTH);
  }

  private int narrow(String what, long value) throws ModelFormatException {
    if (value < 1 || value > 1 << 20) {
      throw needsConfig("the " + what + " would be " + value);
    }
    return (int) value;
  }

  private ModelFormatException needsConfig(String reason) {
    return new ModelFormatException(
        "CFG_NOT_INFERABLE",
        file
            + ": there is no configuration beside the file and its shapes do not tell the"
            + " architecture: "
            + reason
            + "; put the model's open_clip_config.json or config.json beside it, or give one:"
            + " configFile(...) in a program, --config FILE for the command");
  }
}
