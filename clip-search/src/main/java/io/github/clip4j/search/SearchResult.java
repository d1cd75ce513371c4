package io.github.clip4j.search;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a search found. Immutable.
 *
 * @param hits best first; of equal scores by path
 * @param exact whether every picture was compared; if not, the graph of a large index chose the
 *     candidates, and their scores are exact nevertheless
 * @param elapsed time of the search, encoding of the query included
 * @since 0.1.0
 */
public record SearchResult(List<SearchHit> hits, boolean exact, Duration elapsed) {
  /**
   * Copies the list.
   *
   * @param hits best first
   * @param exact whether every picture was compared
   * @param elapsed time of the search, encoding of the query included
   */
  public SearchResult {
    hits = List.copyOf(Objects.requireNonNull(hits, "hits"));
    Objects.requireNonNull(elapsed, "elapsed");
  }
}
