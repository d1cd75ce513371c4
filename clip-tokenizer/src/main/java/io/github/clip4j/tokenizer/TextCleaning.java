package io.github.clip4j.tokenizer;

/**
 * How the open_clip and OpenAI dialects clean a text before it is split into words. Each begins
 * with text fixing as ftfy 6.3 does it and Python's {@code html.unescape}, twice.
 *
 * @since 0.1.0
 */
public enum TextCleaning {
  /** Runs of white space become one space, then lower case. What CLIP models were trained with. */
  LOWER,
  /** Runs of white space become one space; case stays. */
  WHITESPACE,
  /** As {@link #WHITESPACE}, and underscores count as white space. */
  WHITESPACE_UNDERSCORE,
  /**
   * Underscores become spaces, ASCII punctuation goes, then lower case and white space. Wanted by
   * SigLIP-style models.
   */
  CANONICALIZE
}
