package io.github.clip4j.weights;

import java.util.List;
import java.util.Objects;

/**
 * What a header says about one tensor.
 *
 * @param name its name in the file's dialect
 * @param dtype type of the stored elements
 * @param shape sizes of its dimensions; empty for a scalar
 * @since 0.1.0
 */
public record TensorInfo(String name, DType dtype, List<Long> shape) {
  /**
   * Copies the shape.
   *
   * @param name its name in the file's dialect
   * @param dtype type of the stored elements
   * @param shape sizes of its dimensions
   */
  public TensorInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(dtype, "dtype");
    shape = List.copyOf(Objects.requireNonNull(shape, "shape"));
  }

  /** {@return number of elements: the product of the shape, 1 for a scalar} */
  public long elements() {
    long n = 1;
    for (long size : shape) {
      n = Math.multiplyExact(n, size);
    }
    return n;
  }
}
