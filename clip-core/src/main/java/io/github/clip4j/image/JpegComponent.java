package io.github.clip4j.image;

/** One colour component of a JPEG frame with its samples. */
final class JpegComponent {
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

  int dcTable;
  int acTable;
  int predictor;

  JpegComponent(int id, int h, int v, int quantIndex) {
    this.id = id;
    this.h = h;
    this.v = v;
    this.quantIndex = quantIndex;
  }

  int stride() {
    return blocksWide * 8;
  }
}
