package io.github.clip4j.vector;

import java.util.Arrays;

/**
 * The rows of one query that may be among the best: all whose approximate score is at least the
 * {@code wanted}-th best so far less the slack. Equal scores all stay, so the outcome does not
 * depend on the order in which blocks come.
 */
final class Candidates {
  private final int wanted;
  private final int query;
  private final Rows.Scan scan;
  private int[] rows;
  private float[] scores;
  private int size;
  private int tidyAt;
  private float threshold = Float.NEGATIVE_INFINITY;

  Candidates(int wanted, int query, Rows.Scan scan) {
    this.wanted = wanted;
    this.query = query;
    this.scan = scan;
    this.rows = new int[Rows.BLOCK];
    this.scores = new float[Rows.BLOCK];
    this.tidyAt = tidyAfter(wanted);
  }

  /** Takes the good ones of a block whose first row is {@code first}. */
  void offer(int first, float[] blockScores) {
    float limit = threshold;
    for (int j = 0; j < blockScores.length; j++) {
      if (blockScores[j] >= limit) {
        add(first + j, blockScores[j]);
      }
    }
    if (size >= tidyAt) {
      tidy();
      tidyAt = tidyAfter(size);
    }
  }

  void addAll(Candidates other) {
    for (int i = 0; i < other.size; i++) {
      add(other.rows[i], other.scores[i]);
    }
  }

  /** The rows kept, ascending. */
  int[] rows() {
    tidy();
    int[] result = Arrays.copyOf(rows, size);
    Arrays.sort(result);
    return result;
  }

  private static int tidyAfter(int kept) {
    return (int) Math.min(Integer.MAX_VALUE, 2L * kept + 64);
  }

  private void add(int row, float score) {
    if (size == rows.length) {
      int larger = (int) Math.min(Integer.MAX_VALUE - 16, 2L * size);
      rows = Arrays.copyOf(rows, larger);
      scores = Arrays.copyOf(scores, larger);
    }
    rows[size] = row;
    scores[size] = score;
    size++;
  }

  private void tidy() {
    if (size < wanted) {
      return;
    }
    float[] sorted = Arrays.copyOf(scores, size);
    Arrays.sort(sorted);
    float kth = sorted[size - wanted];
    threshold = Math.max(threshold, kth - scan.slack(query, kth));
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (scores[i] >= threshold) {
        rows[kept] = rows[i];
        scores[kept] = scores[i];
        kept++;
      }
    }
    size = kept;
  }
}
