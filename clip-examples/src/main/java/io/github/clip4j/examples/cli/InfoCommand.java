package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.clip4j.PrecisionChoice;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.VisionConfig;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.Rgb;
import io.github.clip4j.weights.TensorInfo;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip info}: what a checkpoint is, from its headers alone; the engine is not started. */
@Command(
    name = "info",
    description = "Say what a checkpoint is, without loading the engine.",
    mixinStandardHelpOptions = true)
final class InfoCommand extends ModelCommand {
  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "A checkpoint file or folder, or a name; the same as --model.")
  private @Nullable String positional;

  @Option(names = "--tensors", description = "List every tensor with its type and shape.")
  private boolean listTensors;

  @Option(
      names = "--hash",
      description = "Also read all weights and print the SHA-256 that names them in the cache.")
  private boolean hash;

  @Override
  public Integer call() throws IOException {
    hintAtPrecision();
    String name = nameOf(positional);
    try (Checkpoint checkpoint = model.openCheckpoint(name, err())) {
      JsonObject info = describe(name, checkpoint);
      if (output.json()) {
        out().println(OutputOptions.line(info));
      } else {
        print(info, "");
      }
    }
    return 0;
  }

  private JsonObject describe(String name, Checkpoint checkpoint) throws IOException {
    ClipConfig config = checkpoint.config();
    VisionConfig vision = config.vision();
    Map<String, TensorInfo> tensors = checkpoint.tensors().tensors();
    JsonObject info = new JsonObject();
    info.addProperty("model", name);
    info.addProperty("layout", Names.of(checkpoint.layout()));
    info.addProperty("format", checkpoint.format());
    info.addProperty("config", checkpoint.configOrigin());
    info.addProperty("architecture", ArchitectureName.of(vision));
    info.addProperty("parameters", checkpoint.parameterCount());
    info.addProperty("tensors", tensors.size());
    info.addProperty("embed_dim", config.embedDim());
    info.addProperty("image_size", vision.imageSize());
    if (vision instanceof VitConfig vit) {
      info.addProperty("patch_size", vit.patchSize());
    }
    info.addProperty("context_length", config.text().contextLength());
    info.addProperty("vocab_size", config.text().vocabSize());
    info.addProperty(
        "activation",
        Names.of(vision instanceof VitConfig vit ? vit.activation() : config.text().activation()));
    info.addProperty("logit_scale", checkpoint.logitScale());
    info.addProperty("tokenizer", Names.of(checkpoint.tokenizerDialect()));
    info.add("preprocessing", describe(checkpoint.preprocessing()));
    PrecisionChoice auto = PrecisionChoice.auto(config);
    info.addProperty("precision_auto", auto.describe());
    info.addProperty("precision_reason", auto.reason());
    if (hash) {
      info.addProperty("content_hash", checkpoint.contentHash());
    }
    if (listTensors) {
      JsonArray list = new JsonArray();
      tensors.values().forEach(tensor -> list.add(describe(tensor)));
      info.add("tensor_list", list);
    }
    return info;
  }

  private static JsonObject describe(PreprocessConfig config) {
    JsonObject object = new JsonObject();
    object.addProperty("layout", Names.of(config.layout()));
    object.addProperty("size", config.size());
    object.addProperty("resize_mode", Names.of(config.resizeMode()));
    object.addProperty("interpolation", Names.of(config.interpolation()));
    object.add("mean", channels(config.mean()));
    object.add("std", channels(config.std()));
    return object;
  }

  private static JsonArray channels(Rgb rgb) {
    JsonArray array = new JsonArray();
    array.add(rgb.red());
    array.add(rgb.green());
    array.add(rgb.blue());
    return array;
  }

  private static JsonObject describe(TensorInfo tensor) {
    JsonObject object = new JsonObject();
    object.addProperty("name", tensor.name());
    object.addProperty("dtype", tensor.dtype().name());
    JsonArray shape = new JsonArray();
    tensor.shape().forEach(shape::add);
    object.add("shape", shape);
    return object;
  }

  /** The same facts for people: a line each, tensors in columns. */
  private void print(JsonObject info, String indent) {
    for (Map.Entry<String, JsonElement> entry : info.entrySet()) {
      JsonElement value = entry.getValue();
      String label = indent + entry.getKey().replace('_', ' ');
      if (entry.getKey().equals("tensor_list")) {
        for (JsonElement element : value.getAsJsonArray()) {
          JsonObject tensor = element.getAsJsonObject();
          out()
              .printf(
                  Locale.ROOT,
                  "  %-4s %-16s %s%n",
                  tensor.get("dtype").getAsString(),
                  tensor.get("shape"),
                  tensor.get("name").getAsString());
        }
      } else if (value.isJsonObject()) {
        out().println(label);
        print(value.getAsJsonObject(), indent + "  ");
      } else {
        out().printf(Locale.ROOT, "%-18s%s%n", label, shown(entry.getKey(), value));
      }
    }
  }

  private static String shown(String key, JsonElement value) {
    if (key.equals("parameters")) {
      return String.format(Locale.ROOT, "%,d", value.getAsLong());
    }
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }
}
