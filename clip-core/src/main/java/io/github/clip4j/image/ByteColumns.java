package io.github.clip4j.image;

/** Columns of a picture of interleaved bytes. */
final class ByteColumns implements ColumnSource {
  private final byte[] data;
  private final int bands;
  private final int stride;
  private int firstRow;
  private int rows;

  ByteColumns(byte[] data, int bands, int width) {
    this.data = data;
    this.bands = bands;
    this.stride = width * bands;
  }

  /** Sends all rows that the resampler needs through it. */
  byte[] through(StripResampler resampler) {
    int end = resampler.endRow();
    for (int y = resampler.firstRow(); y < end; y += StripResampler.ROWS) {
      firstRow = y;
      rows = Math.min(StripResampler.ROWS, end - y);
      resampler.strip(this, y, 1, rows, y, y + rows);
    }
    return resampler.finish();
  }

  @Override
  public void column(int x, int[][] out) {
    int at = firstRow * stride + x * bands;
    if (bands == 3) {
      int[] r = out[0];
      int[] g = out[1];
      int[] b = out[2];
      for (int i = 0; i < rows; i++, at += stride) {
        r[i] = data[at] & 255;
        g[i] = data[at + 1] & 255;
        b[i] = data[at + 2] & 255;
      }
      return;
    }
    for (int band = 0; band < bands; band++) {
      int[] o = out[band];
      int p = at + band;
      for (int i = 0; i < rows; i++, p += stride) {
        o[i] = data[p] & 255;
      }
    }
  }
}
