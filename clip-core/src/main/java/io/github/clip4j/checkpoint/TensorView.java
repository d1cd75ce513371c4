package io.github.clip4j.checkpoint;

import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.util.List;

/** How one tensor of the common dialect is made from tensors of the file. */
sealed interface TensorView {
  /** Name in the common dialect, type of the stored elements, shape in the common dialect. */
  TensorInfo info();

  /** Reads as {@link TensorSource#readFloats}; the range is already checked. */
  void read(TensorSource file, long start, float[] dst, int offset, int count) throws IOException;

  /** A tensor of the file under another name, perhaps with dimensions of one element dropped. */
  record Renamed(TensorInfo info, String source) implements TensorView {
    @Override
    public void read(TensorSource file, long start, float[] dst, int offset, int count)
        throws IOException {
      file.readFloats(source, start, dst, offset, count);
    }
  }

  /** Tensors of equal shape laid one behind the other along their first dimension. */
  record Joined(TensorInfo info, List<String> sources) implements TensorView {
    @Override
    public void read(TensorSource file, long start, float[] dst, int offset, int count)
        throws IOException {
      long each = info.elements() / sources.size();
      long at = start;
      int done = 0;
      while (done < count) {
        int part = (int) (at / each);
        long within = at % each;
        int n = (int) Math.min(count - done, each - within);
        file.readFloats(sources.get(part), within, dst, offset + done, n);
        at += n;
        done += n;
      }
    }
  }

  /** The transpose of a matrix of the file. */
  record Transposed(TensorInfo info, String source) implements TensorView {
    @Override
    public void read(TensorSource file, long start, float[] dst, int offset, int count)
        throws IOException {
      // A row here is a column of the file. The file is read row by row and only the wanted columns
      // are kept, so that no more than one row of it lies in memory.
      int rows = Math.toIntExact(info.shape().get(0));
      int columns = Math.toIntExact(info.shape().get(1));
      long end = start + count;
      int first = (int) (start / columns);
      int last = (int) ((end + columns - 1) / columns);
      float[] fileRow = new float[last - first];
      for (int c = 0; c < columns && fileRow.length > 0; c++) {
        file.readFloats(source, (long) c * rows + first, fileRow, 0, fileRow.length);
        for (int r = first; r < last; r++) {
          long index = (long) r * columns + c;
          if (index >= start && index < end) {
            dst[offset + (int) (index - start)] = fileRow[r - first];
          }
        }
      }
    }
  }

  /** Values that were computed when the checkpoint was opened. */
  final class Computed implements TensorView {
    private final TensorInfo info;
    private final float[] values;

    Computed(TensorInfo info, float[] values) {
      this.info = info;
      this.values = values;
    }

    @Override
    public TensorInfo info() {
      return info;
    }

    @Override
    public void read(TensorSource file, long start, float[] dst, int offset, int count) {
      System.arraycopy(values, Math.toIntExact(start), dst, offset, count);
    }
  }
}
