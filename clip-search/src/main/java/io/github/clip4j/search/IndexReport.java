package io.github.clip4j.search;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a run of {@link ImageIndexer} did. Immutable.
 *
 * @param added pictures that are new in the index
 * @param updated pictures whose contents have changed
 * @param moved pictures whose contents were known under a path that is gone, or under another path;
 *     they were not encoded again
 * @param touched pictures whose contents are as they were though their time or metadata changed
 * @param unchanged pictures that were not even opened
 * @param removed paths that are no longer in the index, moved ones included
 * @param failures files that could not be read, in this run or an earlier one, by path
 * @param encoded how many pictures went through the network
 * @param complete whether the run came to its end; a cancelled one has kept what it did, but
 *     noticed no deletions
 * @param elapsed time of the whole run
 * @since 0.1.0
 */
public record IndexReport(
    int added,
    int updated,
    int moved,
    int touched,
    int unchanged,
    int removed,
    List<IndexFailure> failures,
    int encoded,
    boolean complete,
    Duration elapsed) {
  /**
   * Copies the list.
   *
   * @param added pictures that are new in the index
   * @param updated pictures whose contents have changed
   * @param moved pictures whose contents were known under a path that is gone, or under another
   *     path
   * @param touched pictures whose contents are as they were though their time or metadata changed
   * @param unchanged pictures that were not even opened
   * @param removed paths that are no longer in the index, moved ones included
   * @param failures files that could not be read, in this run or an earlier one, by path
   * @param encoded how many pictures went through the network
   * @param complete whether the run came to its end
   * @param elapsed time of the whole run
   */
  public IndexReport {
    failures = List.copyOf(Objects.requireNonNull(failures, "failures"));
    Objects.requireNonNull(elapsed, "elapsed");
  }

  /** {@return how many pictures the index has now, if the run was complete} */
  public int pictures() {
    return added + updated + moved + touched + unchanged;
  }
}
