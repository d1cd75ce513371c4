package io.github.clip4j.image;

/** Keeps all samples and makes rows of them at the end; for every sampling and colour there is. */
final class JpegPlanes implements JpegOutput {
  private final JpegIdct idct = new JpegIdct();
  private final JpegRows rows;
  private final RowSink sink;

  JpegPlanes(JpegComponent[] components, JpegRows rows, RowSink sink) {
    for (JpegComponent c : components) {
      c.plane = new byte[c.blocksWide * c.blocksHigh * 64];
    }
    this.rows = rows;
    this.sink = sink;
  }

  @Override
  public void block(JpegComponent c, int bx, int by, int last, int[] block) {
    int at = by * 8 * c.stride() + bx * 8;
    if (last == 0) {
      JpegIdct.flat(block[0], c.plane, at, c.stride());
    } else {
      idct.transform(block, c.plane, at, c.stride());
    }
  }

  @Override
  public void rowDone(int mcuRow) {}

  @Override
  public void finish() {
    rows.emit(sink);
  }
}
