package io.github.clip4j.search;

import java.time.Duration;
import java.util.Objects;

/**
 * How far a run of {@link ImageIndexer} is. Immutable.
 *
 * @param phase what it does now
 * @param done files of this phase that are dealt with
 * @param total files of this phase; 0 while they are still being counted
 * @param failed files that could not be read so far
 * @param elapsed time since the phase began
 * @since 0.1.0
 */
public record IndexProgress(Phase phase, long done, long total, long failed, Duration elapsed) {
  /**
   * Checks for null.
   *
   * @param phase what it does now
   * @param done files of this phase that are dealt with
   * @param total files of this phase
   * @param failed files that could not be read so far
   * @param elapsed time since the phase began
   */
  public IndexProgress {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(elapsed, "elapsed");
  }

  /** The parts of a run, in their order. */
  public enum Phase {
    /** The folder is walked and compared with the index. */
    SCAN,
    /** New and changed pictures are read and encoded. */
    ENCODE,
    /** Paths that are gone are removed, and a large index gets its graph. */
    FINISH
  }

  /** {@return files a second in this phase} */
  public double rate() {
    double seconds = elapsed.toNanos() / 1e9;
    return seconds > 0 ? done / seconds : 0;
  }

  /**
   * {@return how long the rest of this phase will take at the rate so far; zero if that is not
   * known}
   */
  public Duration remaining() {
    double rate = rate();
    return rate > 0 && total > done
        ? Duration.ofMillis(Math.round(1000 * (total - done) / rate))
        : Duration.ZERO;
  }
}
