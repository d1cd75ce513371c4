package io.github.clip4j.weights;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/**
 * Named tensors that can be read piece by piece as floats, so that a model of many GiB never lies
 * on the heap whole. Implementations are thread-safe for reading.
 *
 * @since 0.1.0
 */
public interface TensorSource extends Closeable {
  /** {@return every tensor by name, in the order of the file; unmodifiable} */
  Map<String, TensorInfo> tensors();

  /**
   * Reads consecutive elements of a tensor in row-major order, whatever its storage order,
   * converted to float32.
   *
   * @param name a key of {@link #tensors()}
   * @param start index of the first element, in {@code [0, elements - count]}
   * @param dst receives the elements
   * @param offset index in {@code dst} of the first one
   * @param count how many
   * @throws IllegalArgumentException if the name is unknown or the range does not fit
   * @throws IOException if the file cannot be read or its contents fail a check
   */
  void readFloats(String name, long start, float[] dst, int offset, int count) throws IOException;
}
