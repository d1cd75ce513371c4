package io.github.clip4j.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A matrix as numpy's {@code tofile} writes it: float32, little-endian, row after row. */
final class RowFile {
  private static final int ROWS_AT_ONCE = 256;

  /** Takes one row, which is overwritten by the next. */
  interface RowConsumer {
    void accept(float[] row) throws IOException;
  }

  private RowFile() {}

  /** Rows one by one, so that a file may be larger than memory. */
  static void forEach(Path file, int dimension, RowConsumer consumer) throws IOException {
    int rowBytes = dimension * Float.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(ROWS_AT_ONCE * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] row = new float[dimension];
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(bytes) >= 0) {
        bytes.flip();
        while (bytes.remaining() >= rowBytes) {
          bytes.asFloatBuffer().get(row);
          bytes.position(bytes.position() + rowBytes);
          consumer.accept(row);
        }
        bytes.compact();
      }
    }
    if (bytes.position() > 0) {
      throw new IOException(file + " ends within a row of " + dimension + " floats");
    }
  }

  static float[][] read(Path file, int dimension) throws IOException {
    List<float[]> rows = new ArrayList<>();
    forEach(file, dimension, row -> rows.add(row.clone()));
    return rows.toArray(new float[0][]);
  }
}
