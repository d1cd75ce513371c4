package io.github.clip4j.checkpoint;

import io.github.clip4j.config.ConfigReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a folder in open_clip's layout, by hand, with tensors and configuration changed at will.
 */
final class TinyCheckpoint {
  static final String CONFIG =
      "{\"model_cfg\":{\"embed_dim\":64,\"vision_cfg\":{\"image_size\":32,\"layers\":1,"
          + "\"width\":64,\"patch_size\":16},\"text_cfg\":{\"context_length\":8,"
          + "\"vocab_size\":16,\"width\":64,\"heads\":1,\"layers\":1}},"
          + "\"preprocess_cfg\":{\"mean\":[0.5,0.5,0.5],\"std\":[0.25,0.25,0.25],"
          + "\"interpolation\":\"bilinear\",\"resize_mode\":\"squash\"}}";

  private TinyCheckpoint() {}

  /** Writes both files, all values zero; returns the tensors. */
  static Map<String, List<Long>> write(
      Path folder, String config, Consumer<Map<String, List<Long>>> change) throws IOException {
    Files.writeString(folder.resolve("open_clip_config.json"), config);
    Map<String, List<Long>> tensors = shapes(folder);
    change.accept(tensors);
    write(folder, tensors, 0f);
    return tensors;
  }

  /** The tensors that the folder's configuration asks for. */
  static Map<String, List<Long>> shapes(Path folder) throws IOException {
    return ExpectedTensors.of(ConfigReader.read(folder.resolve("open_clip_config.json")).config());
  }

  /** Writes the weights, every element the same. */
  static void write(Path folder, Map<String, List<Long>> tensors, float value) throws IOException {
    StringBuilder header = new StringBuilder("{");
    int at = 0;
    for (Map.Entry<String, List<Long>> e : tensors.entrySet()) {
      int bytes = 4 * (int) e.getValue().stream().mapToLong(n -> n).reduce(1, Math::multiplyExact);
      header.append(at == 0 ? "\"" : ",\"").append(e.getKey());
      header.append("\":{\"dtype\":\"F32\",\"shape\":").append(e.getValue());
      header.append(",\"data_offsets\":[").append(at).append(',').append(at + bytes).append("]}");
      at += bytes;
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    while (file.hasRemaining()) {
      file.putFloat(value);
    }
    Files.write(folder.resolve("open_clip_model.safetensors"), file.array());
  }
}
