package io.github.clip4j.tokenizer;

/**
 * What becomes of a text with more tokens than the context length.
 *
 * @since 0.1.0
 */
public enum Truncation {
  /** The first tokens stay and the last place is the end token; the result says it was cut. */
  CUT,
  /** {@link IllegalArgumentException} with both lengths. */
  ERROR
}
