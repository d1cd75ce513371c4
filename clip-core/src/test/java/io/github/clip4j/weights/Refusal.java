package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens bytes as a weight file and reads every tensor; expects a refusal by code. */
final class Refusal {
  private Refusal() {}

  /** Opens and reads all; returns what was read, floats in the order of the file. */
  static int readAll(Path file) throws IOException {
    int total = 0;
    try (WeightFile weights = WeightReader.open(file)) {
      for (TensorInfo info : weights.tensors().values()) {
        float[] values = new float[(int) Math.min(info.elements(), 4096)];
        weights.readFloats(info.name(), 0, values, 0, values.length);
        total += values.length;
      }
    }
    return total;
  }

  /** The refusal of these bytes under this file name. */
  static ModelFormatException of(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    return of(file);
  }

  static ModelFormatException of(Path file) throws IOException {
    try {
      int n = readAll(file);
      return fail("the file was read: " + n + " values");
    } catch (ModelFormatException e) {
      assertThat(e.getMessage()).contains(String.valueOf(file.getFileName()));
      return e;
    }
  }
}
