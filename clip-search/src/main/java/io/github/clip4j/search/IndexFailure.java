package io.github.clip4j.search;

import java.util.Objects;

/**
 * A file that was to be indexed and could not be. It is tried again when it has changed; one that
 * failed for another reason than its contents (no permission, a failing disk) at every run.
 *
 * @param path below the indexed folder, with {@code /} between names
 * @param reason a sentence for people
 * @since 0.1.0
 */
public record IndexFailure(String path, String reason) {
  /**
   * Checks for null.
   *
   * @param path below the indexed folder, with {@code /} between names
   * @param reason a sentence for people
   */
  public IndexFailure {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(reason, "reason");
  }
}
