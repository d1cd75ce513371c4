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
      byte sample = (byte) JpegIdct.flat((list[0] >> 8) * c.quant[0]);
      for (int y = 0; y < 8; y++, at += c.stride()) {
        Arrays.fill(c.plane, at, at + 8, sample);
      }
      return;
    }
    int last = JpegScan.expand(list, 0, end, c.quant, block);
    int[] samples = idct.transform(block, last);
    for (int i = 0; i < 64; at += c.stride()) {
      for (int x = 0; x < 8; x++) {
        c.plane[at + x] = (byte) samples[i++];
      }
    }
    Arrays.fill(block, 0);
  }

  @Override
  void rowDone(int mcuRow) {}

  @Override
  void finish() {
    rows.emit(sink);
  }
}
