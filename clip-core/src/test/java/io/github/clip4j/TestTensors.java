package io.github.clip4j;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trusting safetensors reader for goldens, independent of the one under test. */
final class TestTensors implements TensorSource {
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();
  private final Map<String, Integer> begins = new LinkedHashMap<>();
  private final ByteBuffer data;

  private TestTensors(byte[] file) {
    ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(all.getLong());
    String json = new String(file, 8, header, StandardCharsets.UTF_8);
    data = all.slice(8 + header, file.length - 8 - header).order(ByteOrder.LITTLE_ENDIAN);
    for (Map.Entry<String, JsonElement> e :
        JsonParser.parseString(json).getAsJsonObject().entrySet()) {
      if (e.getKey().equals("__metadata__")) {
        continue;
      }
      JsonObject tensor = e.getValue().getAsJsonObject();
      List<Long> shape = new ArrayList<>();
      JsonArray sizes = tensor.getAsJsonArray("shape");
      sizes.forEach(size -> shape.add(size.getAsLong()));
      infos.put(
          e.getKey(),
          new TensorInfo(e.getKey(), DType.valueOf(tensor.get("dtype").getAsString()), shape));
      begins.put(e.getKey(), tensor.getAsJsonArray("data_offsets").get(0).getAsInt());
    }
  }

  static TestTensors read(Path file) throws IOException {
    return new TestTensors(Files.readAllBytes(file));
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(infos);
  }

  @Override
  public void readFloats(String name, long start, float[] dst, int offset, int count) {
    int begin = begins.get(name);
    for (int i = 0; i < count; i++) {
      dst[offset + i] = data.getFloat(begin + 4 * (int) (start + i));
    }
  }

  float[] floats(String name) {
    float[] values = new float[(int) infos.get(name).elements()];
    readFloats(name, 0, values, 0, values.length);
    return values;
  }

  long[] longs(String name) {
    long[] values = new long[(int) infos.get(name).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.getLong(begins.get(name) + 8 * i);
    }
    return values;
  }

  int size(String name, int dimension) {
    return Math.toIntExact(infos.get(name).shape().get(dimension));
  }

  @Override
  public void close() {}
}
