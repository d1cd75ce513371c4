package io.github.clip4j.image;

/**
 * Takes the blocks of a JPEG, row of MCUs after row of MCUs, each block once. A block comes as the
 * list of its coefficients that are not zero, in zigzag order: {@code value << 8 | position}; the
 * first, at position 0, is there even if it is zero. Values are not yet dequantised.
 */
abstract class JpegOutput {
  /** A block's coefficients, and one more that a writer may put behind them. */
  static final int ROOM = 65;

  /** Where the next block is to be written, from {@link #used} on; there is room for a block. */
  int[] list = new int[ROOM];

  int used;

  /** A block of the component was written to {@link #list}, up to {@code end}. */
  abstract void block(JpegComponent c, int bx, int by, int end);

  /** All blocks of this row of MCUs went in. */
  abstract void rowDone(int mcuRow);

  /** All rows went in. */
  abstract void finish();
}
