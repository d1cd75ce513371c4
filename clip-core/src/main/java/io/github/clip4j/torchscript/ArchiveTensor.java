package io.github.clip4j.torchscript;

import io.github.clip4j.weights.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One tensor of the archive: its shape, and its elements in row-major order, asked for strictly
 * from the first to the last.
 *
 * @param dtype how elements are stored: F32, F16, BF16 or I8
 * @param shape sizes of the dimensions; empty for a scalar
 * @param elements gives consecutive elements, for I8 whole numbers in [-128, 127]
 */
record ArchiveTensor(DType dtype, List<Long> shape, Elements elements) {
  ArchiveTensor {
    shape = List.copyOf(shape);
    if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16 && dtype != DType.I8) {
      throw new IllegalArgumentException("archives have no tensors of type " + dtype);
    }
  }

  /** A float32 tensor. */
  static ArchiveTensor float32(List<Long> shape, Elements elements) {
    return new ArchiveTensor(DType.F32, shape, elements);
  }

  /** This tensor stored in another type. */
  ArchiveTensor as(DType type) {
    return new ArchiveTensor(type, shape, elements);
  }

  /** {@code count} rows of the first dimension, from {@code first} on. */
  ArchiveTensor rows(long first, long count) {
    Objects.checkFromIndexSize(first, count, shape.get(0));
    long offset = first * rowLength();
    List<Long> fewer = new ArrayList<>(shape);
    fewer.set(0, count);
    return new ArchiveTensor(
        dtype, fewer, (start, dst, n) -> elements.read(offset + start, dst, n));
  }

  /** The same with the first {@code rows} rows times {@code factor}. */
  ArchiveTensor scaledRows(long rows, double factor) {
    if (factor == 1) {
      return this;
    }
    long end = rows * rowLength();
    return new ArchiveTensor(
        dtype,
        shape,
        (start, dst, n) -> {
          elements.read(start, dst, n);
          for (int i = 0; i < n && start + i < end; i++) {
            dst[i] = (float) (dst[i] * factor);
          }
        });
  }

  private long rowLength() {
    return count() / shape.get(0);
  }

  /** The same elements, in as many, under another shape. */
  ArchiveTensor reshaped(long... sizes) {
    ArchiveTensor other = new ArchiveTensor(dtype, Arrays.stream(sizes).boxed().toList(), elements);
    if (other.count() != count()) {
      throw new IllegalArgumentException("shape " + shape + " cannot become " + other.shape());
    }
    return other;
  }

  long bytes() {
    return Math.multiplyExact(count(), (long) dtype.bytes());
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
