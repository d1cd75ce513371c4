package io.github.clip4j.image;

/** Takes the blocks of a JPEG, row of MCUs after row of MCUs, each block once. */
interface JpegOutput {
  /**
   * A block inside the wanted range of its component ({@link JpegComponent#wants}).
   *
   * @param last no coefficient behind this zigzag position is other than zero
   * @param block dequantised coefficients in natural order
   */
  void block(JpegComponent c, int bx, int by, int last, int[] block);

  /** All blocks of this row of MCUs went in. */
  void rowDone(int mcuRow);

  /** All rows went in. */
  void finish();
}
