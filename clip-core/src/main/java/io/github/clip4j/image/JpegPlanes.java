package io.github.clip4j.image;

import java.util.Arrays;

/** Keeps all samples and makes rows of them at the end; for every sampling and colour there is. */
final class JpegPlanes extends JpegOutput {
  private final JpegIdct idct = new JpegIdct();
  private final int[] block = new int[64];
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
  void block(JpegComponent c, int bx, int by, int end) {
    if (!c.wants(bx, by)) {
      return;
    }
    int at = by * 8 * c.stride() + bx * 8;
    if (end == 1) {
      JpegIdct.flat((list[0] >> 8) * c.quant[0], c.plane, at, c.stride());
      return;
    }
    JpegScan.expand(list, 0, end, c.quant, block);
    idct.transform(block, c.plane, at, c.stride());
    Arrays.fill(block, 0);
  }

  @Override
  void rowDone(int mcuRow) {}

  @Override
  void finish() {
    rows.emit(sink);
  }
}
