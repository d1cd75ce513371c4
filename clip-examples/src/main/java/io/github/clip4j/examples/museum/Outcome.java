package io.github.clip4j.examples.museum;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What became of one artwork's picture.
 *
 * @param artwork whose picture
 * @param status how it went
 * @param file the picture; null if there is none
 * @param problem why there is none; empty if there is one
 */
public record Outcome(Artwork artwork, Status status, @Nullable Path file, String problem) {
  /** How it went. */
  public enum Status {
    /** A file of this machine; nothing was asked for. */
    LOCAL,
    /** In the cache; nothing was asked for. */
    CACHED,
    /** In the cache, and the server said that it is still the same. */
    UNCHANGED,
    /** Fetched now. */
    DOWNLOADED,
    /** Not to be had; the others go on. */
    FAILED
  }
}
