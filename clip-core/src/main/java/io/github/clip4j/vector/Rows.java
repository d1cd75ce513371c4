package io.github.clip4j.vector;

/**
 * Rows in one form of storage, in blocks of {@link #BLOCK} that are scanned whole. Filled by one
 * thread, then only read, by any number.
 */
abstract class Rows {
  /** Rows a block: long enough for SIMD loops, and the sums of eight queries still fit in L1. */
  static final int BLOCK = 2048;

  final int dimension;
  final SimilarityFunction function;

  Rows(int dimension, SimilarityFunction function) {
    this.dimension = dimension;
    this.function = function;
  }

  /**
   * Adds a block; only the last may have fewer than {@link #BLOCK} rows.
   *
   * @param rows finite, of the right length; not kept
   */
  abstract void append(float[][] rows, int count);

  /** Prepares some queries for any number of scans. */
  abstract Scan scan(float[][] queries);

  /** The stored form of a row as floats. */
  abstract void read(int row, float[] target);

  /** The similarity of a query to the stored form of a row, in double precision. */
  double score(int row, float[] query, float[] scratch) {
    read(row, scratch);
    return function.compute(query, scratch);
  }

  /** What the arrays hold, in bytes. */
  abstract long bytes();

  /** Approximate scores of whole blocks; safe for many threads. */
  interface Scan {
    /**
     * Scores all rows of one block for the queries {@code from} up to {@code from + scores.length}.
     *
     * @param scores each as long as the block has rows; overwritten
     */
    void score(int block, int from, float[][] scores);

    /**
     * How far below the k-th best approximate score one may lie and still be among the k best; 0
     * where the scores claim no bound.
     */
    float slack(int query, float kthScore);
  }
}
