package io.github.clip4j.image;

/**
 * Gives the columns of a strip of rows, each column of each band as one array. The loops over such
 * columns are long, simple and free of offsets, which is the form that the JIT turns into vector
 * instructions.
 */
interface ColumnSource {
  /** Writes column {@code x} of the strip: one array of bytes (as ints) for each band. */
  void column(int x, int[][] bands);
}
