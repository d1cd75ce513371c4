package io.github.clip4j.search;

import java.util.Objects;

/**
 * A picture that was found.
 *
 * @param rank 1 for the best of all, whatever the offset
 * @param score the cosine of the picture's vector and the query's, in [-1, 1]
 * @param entry the picture
 * @since 0.1.0
 */
public record SearchHit(int rank, float score, IndexEntry entry) {
  /**
   * Checks for null.
   *
   * @param rank 1 for the best of all, whatever the offset
   * @param score the cosine of the picture's vector and the query's, in [-1, 1]
   * @param entry the picture
   */
  public SearchHit {
    Objects.requireNonNull(entry, "entry");
  }
}
