package io.github.clip4j.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Takes the output of a tower apart. */
final class Vectors {
  private Vectors() {}

  /** The rows of a {@code [B, D]} output as float32. */
  static float[][] rows(NDList output) {
    NDArray array = features(output);
    Shape shape = array.getShape();
    if (shape.dimension() != 2) {
      throw new IllegalStateException("the model gave shape " + shape + ", expected [batch, dim]");
    }
    int batch = Math.toIntExact(shape.get(0));
    int dim = Math.toIntExact(shape.get(1));
    float[] flat = floats(array);
    float[][] rows = new float[batch][];
    for (int i = 0; i < batch; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * dim, (i + 1) * dim);
    }
    return rows;
  }

  /** The one vector of an unbatched output of shape {@code [D]} or {@code [1, D]}. */
  static float[] single(NDList output) {
    return floats(features(output));
  }

  private static NDArray features(NDList output) {
    if (output.isEmpty()) {
      throw new IllegalStateException("the model gave no output");
    }
    return output.get(0);
  }

  private static float[] floats(NDArray array) {
    if (array.getDataType() == DataType.FLOAT32) {
      return array.toFloatArray();
    }
    try (NDArray converted = array.toType(DataType.FLOAT32, true)) {
      return converted.toFloatArray();
    }
  }
}
