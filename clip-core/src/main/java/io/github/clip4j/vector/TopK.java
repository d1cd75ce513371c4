package io.github.clip4j.vector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * Exact search: scores every row and keeps the best {@code k} in a heap of that size, so the cost
 * is one pass over the rows and the memory is {@code k}. For many searches over the same rows
 * {@link ExactIndex} gives the same hits several times faster.
 *
 * @since 0.1.0
 */
public final class TopK {
  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::score).reversed().thenComparingInt(Hit::index);

  private TopK() {}

  /**
   * One found row.
   *
   * @param index its position in what was searched, from 0
   * @param score its similarity to the query; larger is more alike
   */
  public record Hit(int index, double score) {}

  /**
   * The rows most alike to a query, best first; of equal scores the lower index comes first.
   *
   * @param query a vector
   * @param rows vectors of the same length
   * @param k how many to return at most, at least 1; fewer come back only if there are fewer rows
   * @param function what alike means
   * @return unmodifiable
   * @throws IllegalArgumentException if {@code k} is below 1, a length differs from the query's, or
   *     a value is NaN or infinite; the message names the row
   */
  public static List<Hit> search(
      float[] query, float[][] rows, int k, SimilarityFunction function) {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(function, "function");
    requirePositive(k);
    VectorMath.requireFinite(query, "query");
    Heap best = new Heap(k);
    for (int i = 0; i < rows.length; i++) {
      float[] row = Objects.requireNonNull(rows[i], "rows[" + i + "]");
      try {
        best.offer(new Hit(i, function.similarity(query, row)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("rows[" + i + "]: " + e.getMessage(), e);
      }
    }
    return best.sorted();
  }

  /**
   * The largest of some scores, best first; of equal scores the lower index comes first.
   *
   * @param scores any finite values
   * @param k how many to return at most, at least 1
   * @return unmodifiable
   * @throws IllegalArgumentException if {@code k} is below 1, or a score is NaN or infinite
   */
  public static List<Hit> ofScores(float[] scores, int k) {
    Objects.requireNonNull(scores, "scores");
    requirePositive(k);
    VectorMath.requireFinite(scores, "scores");
    Heap best = new Heap(k);
    for (int i = 0; i < scores.length; i++) {
      best.offer(new Hit(i, scores[i]));
    }
    return best.sorted();
  }

  private static void requirePositive(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1: " + k);
    }
  }

  /** Keeps the best {@code k}; its head is the worst of them, the next one to go. */
  static final class Heap {
    private final int k;
    private final PriorityQueue<Hit> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());

    Heap(int k) {
      this.k = k;
    }

    void offer(Hit hit) {
      worstFirst.add(hit);
      if (worstFirst.size() > k) {
        worstFirst.poll();
      }
    }

    List<Hit> sorted() {
      List<Hit> hits = new ArrayList<>(worstFirst);
      hits.sort(BEST_FIRST);
      return Collections.unmodifiableList(hits);
    }
  }
}
