package io.github.clip4j.search;

import java.util.List;
import java.util.Objects;

/**
 * Pictures that look nearly the same. Immutable.
 *
 * @param entries at least two, by path; each is as alike as asked to at least one of the others, so
 *     two of a large group may differ more
 * @param identical whether all files have the same contents
 * @param leastSimilarity the smallest cosine of the first entry and another, in [-1, 1]
 * @since 0.1.0
 */
public record DuplicateGroup(List<IndexEntry> entries, boolean identical, float leastSimilarity) {
  /**
   * Copies the list.
   *
   * @param entries at least two, by path
   * @param identical whether all files have the same contents
   * @param leastSimilarity the smallest cosine of the first entry and another, in [-1, 1]
   */
  public DuplicateGroup {
    entries = List.copyOf(Objects.requireNonNull(entries, "entries"));
  }
}
