package io.github.clip4j.search;

import io.github.clip4j.Embedding;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One part of a query: something with a vector, and how much it counts. A negative weight pushes
 * away. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface QueryTerm {
  /** The largest weight, either way. */
  double MAX_WEIGHT = 1_000_000;

  /** {@return how much the term counts: not zero, at most {@link #MAX_WEIGHT} either way} */
  double weight();

  /**
   * A text, encoded as it is.
   *
   * @param weight see {@link #weight()}
   * @param text not blank
   */
  record Text(double weight, String text) implements QueryTerm {
    /**
     * Checks both.
     *
     * @param weight see {@link #weight()}
     * @param text not blank
     */
    public Text {
      requireWeight(weight);
      if (Objects.requireNonNull(text, "text").isBlank()) {
        throw new IllegalArgumentException("the text of a query term is blank");
      }
    }
  }

  /**
   * A picture file, of the index or not.
   *
   * @param weight see {@link #weight()}
   * @param file read at each search
   */
  record Picture(double weight, Path file) implements QueryTerm {
    /**
     * Checks both.
     *
     * @param weight see {@link #weight()}
     * @param file read at each search
     */
    public Picture {
      requireWeight(weight);
      Objects.requireNonNull(file, "file");
    }
  }

  /**
   * A picture of the index by its path there; nothing is read or encoded for it.
   *
   * @param weight see {@link #weight()}
   * @param path as {@link IndexEntry#path()}
   */
  record Like(double weight, String path) implements QueryTerm {
    /**
     * Checks both.
     *
     * @param weight see {@link #weight()}
     * @param path as {@link IndexEntry#path()}
     */
    public Like {
      requireWeight(weight);
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * A vector of the same model.
   *
   * @param weight see {@link #weight()}
   * @param embedding of any length but zero
   */
  record Vector(double weight, Embedding embedding) implements QueryTerm {
    /**
     * Checks both.
     *
     * @param weight see {@link #weight()}
     * @param embedding of any length but zero
     */
    public Vector {
      requireWeight(weight);
      Objects.requireNonNull(embedding, "embedding");
    }
  }

  private static void requireWeight(double weight) {
    if (weight == 0 || !(Math.abs(weight) <= MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          "a weight must not be zero and at most " + (long) MAX_WEIGHT + " either way: " + weight);
    }
  }
}
