package io.github.clip4j.torchscript;

import java.io.IOException;
import java.util.List;

/**
 * One float32 tensor of the archive: its shape, and its elements in row-major order, asked for
 * strictly from the first to the last.
 *
 * @param shape sizes of the dimensions; empty for a scalar
 * @param elements gives consecutive elements
 */
record ArchiveTensor(List<Long> shape, Elements elements) {
  ArchiveTensor {
    shape = List.copyOf(shape);
  }

  long count() {
    long n = 1;
    for (long size : shape) {
      n = Math.multiplyExact(n, size);
    }
    return n;
  }

  /** Produces elements piece by piece. */
  @FunctionalInterface
  interface Elements {
    /** Fills {@code dst[0..count)} with the elements from {@code start} on. */
    void read(long start, float[] dst, int count) throws IOException;
  }
}
