package io.github.clip4j.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The tokens of one text, start and end token included, no padding. Immutable.
 *
 * <p>Pieces and offsets are worked out when asked for.
 *
 * @since 0.1.0
 */
public final class TokenizedText {
  private final ClipTokenizer tokenizer;
  private final String text;
  private final int[] ids;
  private final boolean truncated;
  private final int firstToken;

  TokenizedText(
      ClipTokenizer tokenizer, String text, int[] ids, boolean truncated, int firstToken) {
    this.tokenizer = tokenizer;
    this.text = text;
    this.ids = ids;
    this.truncated = truncated;
    this.firstToken = firstToken;
  }

  /** {@return the token ids, from the start token to the end token; a copy} */
  public int[] ids() {
    return ids.clone();
  }

  /** {@return how many tokens there are, start and end included} */
  public int length() {
    return ids.length;
  }

  /** {@return whether tokens were left out because the text has more than the context length} */
  public boolean truncated() {
    return truncated;
  }

  /** {@return the text as it was given} */
  public String text() {
    return text;
  }

  /**
   * {@return the text after cleaning, which {@link Token#byteStart} and {@link Token#byteEnd} count
   * in}
   */
  public String cleanedText() {
    return tokenizer.clean(text);
  }

  /** {@return each token with its spelling and its place, in the order of {@link #ids}} */
  public List<Token> tokens() {
    return new TokenPlaces(tokenizer).of(text, ids, firstToken);
  }

  /** Equal are the same part of the same text with the same ids. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TokenizedText t
        && text.equals(t.text)
        && Arrays.equals(ids, t.ids)
        && truncated == t.truncated
        && firstToken == t.firstToken
        && tokenizer.dialect() == t.tokenizer.dialect();
  }

  @Override
  public int hashCode() {
    return 31 * text.hashCode() + Arrays.hashCode(ids);
  }

  /** How many tokens there are, and the first ids. */
  @Override
  public String toString() {
    String first = Arrays.toString(Arrays.copyOf(ids, Math.min(8, ids.length)));
    return "TokenizedText["
        + ids.length
        + (truncated ? " of more" : "")
        + "] "
        + (ids.length > 8 ? first.replace("]", ", …]") : first);
  }

  /**
   * One token of a text.
   *
   * @param id its number in the vocabulary
   * @param spelling as vocabulary files write it, such as {@code dog</w>}
   * @param piece the part of the cleaned text, such as {@code dog}; bytes that are no whole
   *     character read U+FFFD; empty for the start and end token
   * @param word which word it is part of, counted from 0; -1 for the start and end token
   * @param byteStart where it begins, in bytes of the cleaned text's UTF-8
   * @param byteEnd where it ends, exclusive
   */
  public record Token(int id, String spelling, String piece, int word, int byteStart, int byteEnd) {
    /**
     * Checks the texts.
     *
     * @param id its number in the vocabulary
     * @param spelling as vocabulary files write it, such as {@code dog</w>}
     * @param piece the part of the cleaned text, such as {@code dog}
     * @param word which word it is part of, counted from 0
     * @param byteStart where it begins, in bytes of the cleaned text's UTF-8
     * @param byteEnd where it ends, exclusive
     */
    public Token {
      Objects.requireNonNull(spelling, "spelling");
      Objects.requireNonNull(piece, "piece");
    }
  }
}
