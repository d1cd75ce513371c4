package io.github.clip4j.weights;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A set of files listed by {@code model.safetensors.index.json} (or PyTorch's twin of it): {@code
 * {"weight_map": {"tensor": "file"}}}. File names must be plain names of files beside the index.
 */
final class ShardedWeights implements WeightFile {
  private static final long MAX_INDEX_BYTES = 16 << 20;
  private static final int MAX_SHARDS = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(ShardedWeights.class);

  private final List<WeightFile> shards;
  private final Map<String, WeightFile> owners = new LinkedHashMap<>();
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();

  private ShardedWeights(List<WeightFile> shards) {
    this.shards = shards;
  }

  static ShardedWeights open(Path index) throws IOException {
    JsonObject json = JsonFiles.readObject(index, MAX_INDEX_BYTES);
    JsonElement map = json.get("weight_map");
    if (map == null || !map.isJsonObject() || map.getAsJsonObject().isEmpty()) {
      throw bad(index, "weight_map is missing or empty");
    }
    Map<String, List<String>> byFile = new TreeMap<>();
    for (Map.Entry<String, JsonElement> e : map.getAsJsonObject().entrySet()) {
      byFile
          .computeIfAbsent(fileName(index, e.getKey(), e.getValue()), k -> new ArrayList<>())
          .add(e.getKey());
    }
    if (byFile.size() > MAX_SHARDS) {
      throw bad(index, byFile.size() + " shards, the limit is " + MAX_SHARDS);
    }
    ShardedWeights weights = new ShardedWeights(new ArrayList<>());
    try {
      for (Map.Entry<String, List<String>> shard : byFile.entrySet()) {
        weights.add(index, shard.getKey(), map.getAsJsonObject());
        for (String tensor : shard.getValue()) {
          if (!weights.infos.containsKey(tensor)) {
            throw bad(index, "tensor '" + tensor + "' is not in its shard " + shard.getKey());
          }
        }
      }
      compareTotal(index, json, weights.totalBytes());
      return weights;
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private long totalBytes() {
    return infos.values().stream().mapToLong(i -> i.elements() * i.dtype().bytes()).sum();
  }

  /** A sum that differs is a sign of a mixed-up folder, but writers also get it wrong. */
  private static void compareTotal(Path index, JsonObject json, long found) {
    if (json.get("metadata") instanceof JsonObject metadata
        && metadata.get("total_size") instanceof JsonPrimitive total
        && total.isNumber()
        && total.getAsNumber().doubleValue() != found) {
      LOG.warn(
          "{}: metadata.total_size is {}, the shards hold {} bytes of tensors; are all files of one"
              + " download?",
          index,
          total,
          found);
    }
  }

  private static String fileName(Path index, String tensor, JsonElement value)
      throws ModelFormatException {
    boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    String name = text ? value.getAsString() : "";
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> c >= 0x20 && "/\\:".indexOf(c) < 0)
            && !name.equals(".")
            && !name.equals("..")
            && !name.endsWith(".index.json");
    if (!plain) {
      throw bad(
          index,
          "tensor '" + tensor + "' is said to be in " + value + ", which is no plain file name");
    }
    return name;
  }

  private void add(Path index, String name, JsonObject map) throws IOException {
    Path file = index.resolveSibling(name);
    if (!Files.isRegularFile(file)) {
      throw bad(index, "shard " + name + " is missing beside the index");
    }
    WeightFile shard = WeightReader.open(file);
    shards.add(shard);
    for (TensorInfo info : shard.tensors().values()) {
      String tensor = info.name();
      JsonElement owner = map.get(tensor);
      if (owner == null || !owner.getAsString().equals(name)) {
        throw bad(
            index,
            "shard "
                + name
                + " holds tensor '"
                + tensor
                + "', which the index puts in "
                + (owner == null ? "no file" : owner));
      }
      owners.put(tensor, shard);
      infos.put(tensor, info);
    }
  }

  private static ModelFormatException bad(Path index, String text) {
    return new ModelFormatException("ST_BAD_SHARD", index + ": " + text);
  }

  @Override
  public String format() {
    return shards.get(0).format();
  }

  @Override
  public List<Path> files() {
    return shards.stream().flatMap(s -> s.files().stream()).toList();
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(infos);
  }

  @Override
  public void readFloats(String name, long start, float[] dst, int offset, int count)
      throws IOException {
    WeightFile shard = owners.get(name);
    if (shard == null) {
      throw new IllegalArgumentException("no tensor '" + name + "' in any shard");
    }
    shard.readFloats(name, start, dst, offset, count);
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (WeightFile shard : shards) {
      try {
        shard.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
