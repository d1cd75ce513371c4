package io.github.clip4j.image;

/** One colour component of a JPEG frame with its samples. */
final class JpegComponent {
  /** Its place in the frame. */
  final int index;

  final int id;
  final int h;
  final int v;
  final int quantIndex;

  /** Samples that belong to the picture. */
  int width;

  int height;

  /** Blocks in a row and in a column, padded to whole MCUs. */
  int blocksWide;

  int blocksHigh;

  /** Decoded samples, {@code blocksWide * 8} in a row. */
  byte[] plane = new byte[0];

  /** Coefficients in natural order, where several scans build them up. */
  short[] coefficients = new short[0];

  /** Blocks that the wanted pixels need, with a margin for upsampling. */
  int firstBlockX;

  int endBlockX;
  int firstBlockY;
  int endBlockY;

  /** Quantisation in zigzag order, with the excess that catches runs beyond the block. */
  int[] quant = new int[0];

  int dcTable;
  int acTable;
  int predictor;

  JpegComponent(int index, int id, int h, int v, int quantIndex) {
    this.index = index;
    this.id = id;
    this.h = h;
    this.v = v;
    this.quantIndex = quantIndex;
  }

  /** Sets the wanted blocks from the wanted pixels. */
  void want(int firstRow, int endRow, int firstColumn, int endColumn, int maxH, int maxV) {
    int wide = 8 * maxH / h;
    int tall = 8 * maxV / v;
    firstBlockX = Math.max(0, firstColumn - 2 * maxH) / wide;
    endBlockX = (endColumn + 2 * maxH) / wide + 1;
    firstBlockY = Math.max(0, firstRow - 2 * maxV) / tall;
    endBlockY = (endRow + 2 * maxV) / tall + 1;
  }

  boolean wants(int bx, int by) {
    return bx >= firstBlockX && bx < endBlockX && by >= firstBlockY && by < endBlockY;
  }

  int stride() {
    return blocksWide * 8;
  }
}
