package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.files.WholeFile;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes float matrices as a safetensors file: the length of a JSON header as a little-endian
 * 64-bit integer, the header padded with spaces to a multiple of 8, then the floats in the order of
 * the header.
 */
final class SafetensorsFile {
  private SafetensorsFile() {}

  /**
   * Writes the file beside its target and moves it there, so that no half-written file is left.
   *
   * @param file replaced if it exists
   * @param matrices rows of equal length by tensor name
   */
  static void write(Path file, Map<String, float[][]> matrices) throws IOException {
    WholeFile.write(
        file,
        to -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
            write(out, matrices);
          }
        });
  }

  private static void write(OutputStream out, Map<String, float[][]> matrices) throws IOException {
    byte[] header = header(matrices).getBytes(StandardCharsets.UTF_8);
    DataOutputStream data = new DataOutputStream(out);
    data.writeLong(Long.reverseBytes(header.length));
    data.write(header);
    for (float[][] rows : matrices.values()) {
      for (float[] row : rows) {
        ByteBuffer bytes =
            ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(row);
        data.write(bytes.array());
      }
    }
    data.flush();
  }

  private static String header(Map<String, float[][]> matrices) {
    JsonObject header = new JsonObject();
    long offset = 0;
    for (Map.Entry<String, float[][]> entry : matrices.entrySet()) {
      float[][] rows = entry.getValue();
      int columns = rows.length == 0 ? 0 : rows[0].length;
      long end = offset + (long) rows.length * columns * Float.BYTES;
      JsonObject tensor = new JsonObject();
      tensor.addProperty("dtype", "F32");
      tensor.add("shape", longs(rows.length, columns));
      tensor.add("data_offsets", longs(offset, end));
      header.add(entry.getKey(), tensor);
      offset = end;
    }
    String json = header.toString();
    return json + " ".repeat((8 - json.length() % 8) % 8);
  }

  private static JsonArray longs(long first, long second) {
    JsonArray array = new JsonArray(2);
    array.add(first);
    array.add(second);
    return array;
  }
}
