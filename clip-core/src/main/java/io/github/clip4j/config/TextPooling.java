package io.github.clip4j.config;

/**
 * Which token of the text transformer becomes the text's vector.
 *
 * @since 0.1.0
 */
public enum TextPooling {
  /** The first position of the largest id, which is the end token in CLIP's vocabulary. */
  ARGMAX,
  /** The first position of {@link TextConfig#endOfTextId()}. */
  END_OF_TEXT,
  /** The first position. */
  FIRST,
  /** The last position. */
  LAST
}
