package io.github.clip4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a tensor's elements lie in a file: little-endian from {@code position} on, in row-major
 * order, or with explicit strides (in elements) as torch's views have them. Whoever builds one has
 * checked that every element lies inside its storage.
 */
record StoredTensor(TensorInfo info, long position, @Nullable List<Long> strides) {
  private static final int CHUNK_BYTES = 1 << 18;

  /**
   * A strided view whose bytes fit in here is read in one piece; a larger one element by element.
   */
  private static final int MAX_WINDOW_BYTES = 1 << 24;

  /** Strides that mean plain row-major order become null, which takes the fast path. */
  StoredTensor {
    if (strides != null && isRowMajor(info.shape(), strides)) {
      strides = null;
    }
  }

  private static boolean isRowMajor(List<Long> shape, List<Long> strides) {
    long expected = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      if (shape.get(i) == 0) {
        return true;
      }
      if (shape.get(i) != 1 && strides.get(i) != expected) {
        return false;
      }
      expected = Math.multiplyExact(expected, shape.get(i));
    }
    return true;
  }

  /** Reads as {@link TensorSource#readFloats} says. */
  void readFloats(FileChannel channel, long start, float[] dst, int offset, int count)
      throws IOException {
    checkRange(info, start, dst, offset, count);
    if (strides == null) {
      readRun(channel, start, dst, offset, count);
    } else {
      readStrided(channel, strides, start, dst, offset, count);
    }
  }

  /** Refuses a range that does not fit the tensor or the array. */
  static void checkRange(TensorInfo info, long start, float[] dst, int offset, int count) {
    if (count < 0 || start < 0 || start > info.elements() - count) {
      throw new IllegalArgumentException(
          "elements ["
              + start
              + ", "
              + start
              + "+"
              + count
              + ") are outside tensor '"
              + info.name()
              + "' of "
              + info.elements());
    }
    if (offset < 0 || offset > dst.length - count) {
      throw new IllegalArgumentException(
          "offset " + offset + " and count " + count + " do not fit an array of " + dst.length);
    }
  }

  private void readRun(FileChannel channel, long start, float[] dst, int offset, int count)
      throws IOException {
    int width = info.dtype().bytes();
    int perChunk = CHUNK_BYTES / width;
    ByteBuffer buffer = buffer(Math.min(perChunk, count) * width);
    for (int done = 0; done < count; ) {
      int n = Math.min(perChunk, count - done);
      buffer.clear().limit(n * width);
      readFully(channel, buffer, position + (start + done) * width);
      decode(info.dtype(), buffer.flip(), dst, offset + done, n);
      done += n;
    }
  }

  private void readStrided(
      FileChannel channel, List<Long> step, long start, float[] dst, int offset, int count)
      throws IOException {
    if (count == 0) {
      return;
    }
    int width = info.dtype().bytes();
    int rank = info.shape().size();
    long span = 1;
    for (int d = 0; d < rank; d++) {
      span += (info.shape().get(d) - 1) * step.get(d);
    }
    boolean whole = span * width <= MAX_WINDOW_BYTES;
    ByteBuffer window = buffer(whole ? (int) span * width : width);
    if (whole) {
      readFully(channel, window, position);
    }
    long[] index = new long[rank];
    long rest = start;
    long element = 0;
    for (int d = rank - 1; d >= 0; d--) {
      index[d] = rest % info.shape().get(d);
      rest /= info.shape().get(d);
      element += index[d] * step.get(d);
    }
    for (int i = 0; i < count; i++) {
      if (whole) {
        window.position((int) element * width);
      } else {
        window.clear();
        readFully(channel, window, position + element * width);
        window.flip();
      }
      decode(info.dtype(), window, dst, offset + i, 1);
      for (int d = rank - 1; d >= 0; d--) {
        index[d]++;
        element += step.get(d);
        if (index[d] < info.shape().get(d)) {
          break;
        }
        element -= index[d] * step.get(d);
        index[d] = 0;
      }
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Fills the buffer from a position; a file that ends too early is an error of the file. */
  static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, at);
      if (n < 0) {
        throw new IOException("the file ended at byte " + at + "; it was cut while it was open");
      }
      at += n;
    }
  }

  /** Decodes {@code n} elements from the buffer's position on. */
  private static void decode(DType dtype, ByteBuffer in, float[] dst, int offset, int n) {
    int end = offset + n;
    switch (dtype) {
      case F32 -> in.asFloatBuffer().get(dst, offset, n);
      case F16 -> {
        for (int i = offset; i < end; i++) {
          dst[i] = halfToFloat(in.getShort());
        }
      }
      case BF16 -> {
        for (int i = offset; i < end; i++) {
          dst[i] = Float.intBitsToFloat(in.getShort() << 16);
        }
      }
      case F64 -> {
        for (int i = offset; i < end; i++) {
          dst[i] = (float) in.getDouble();
        }
      }
      case I64 -> {
        for (int i = offset; i < end; i++) {
          dst[i] = in.getLong();
        }
      }
      case I32 -> {
        for (int i = offset; i < end; i++) {
          dst[i] = in.getInt();
        }
      }
      case I16 -> {
        for (int i = offset; i < end; i++) {
          dst[i] = in.getShort();
        }
      }
      case I8 -> {
        for (int i = offset; i < end; i++) {
          dst[i] = in.get();
        }
      }
      case U8, BOOL -> {
        for (int i = offset; i < end; i++) {
          dst[i] = in.get() & 0xFF;
        }
      }
    }
  }

  /** IEEE 754 binary16 to binary32; exact, subnormals and NaN payloads included. */
  static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1F;
    int mantissa = half & 0x3FF;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F800000 | mantissa << 13);
    }
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 112) << 23 | mantissa << 13);
  }
}
