package io.github.clip4j.vector;

/**
 * In which form an {@link ExactIndex} keeps its rows. Coarser forms need less memory and are read
 * faster; what they lose is won back by scoring the best of them again, see {@link
 * ExactIndex.Builder#rescore(VectorStorage)}.
 *
 * @since 0.1.0
 */
public enum VectorStorage {
  /** As given: 4 bytes a value. The hits are exactly those of {@link TopK#search}. */
  FLOAT32(1),
  /**
   * Rounded to 8 bits with one scale a row: 1 byte a value and 8 bytes a row. A value is off by at
   * most 1/254 of the largest value of its row.
   */
  INT8(4),
  /**
   * One bit a value, the side of the mean on which it lies, and 8 bytes a row: for a first coarse
   * choice. The mean is taken from the first 2,048 rows, so these should look like the others. The
   * query is rounded to 4 bits only, after "RaBitQ" (Gao and Long, 2024), without its rotation.
   */
  BINARY(32);

  private final int defaultOversample;

  VectorStorage(int defaultOversample) {
    this.defaultOversample = defaultOversample;
  }

  /** How many times {@code k} candidates are scored again if nobody says otherwise. */
  int defaultOversample() {
    return defaultOversample;
  }
}
