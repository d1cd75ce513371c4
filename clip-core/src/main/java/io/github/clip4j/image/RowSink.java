package io.github.clip4j.image;

/** Takes decoded rows of interleaved bytes, from the top, each once. */
interface RowSink {
  /** First row that is needed; earlier ones may be left out. */
  int firstRow();

  /** One past the last row that is needed. */
  int endRow();

  /** First column that is needed; earlier ones may hold anything. */
  int firstColumn();

  /** One past the last column that is needed. */
  int endColumn();

  /** One row; the array is the decoder's and changes after the call. */
  void row(int y, byte[] row, int offset);
}
