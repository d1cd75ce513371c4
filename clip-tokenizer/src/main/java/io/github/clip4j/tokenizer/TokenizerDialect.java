package io.github.clip4j.tokenizer;

/**
 * Whose reference tokenizer is followed; the same text can give different ids in each.
 *
 * @since 0.1.0
 */
public enum TokenizerDialect {
  /**
   * {@code open_clip.tokenizer.SimpleTokenizer}: text fixing as ftfy does it, HTML entities, white
   * space, lower case. A text may spell the special tokens {@code <start_of_text>} and {@code
   * <end_of_text>}. Pads with 0.
   */
  OPEN_CLIP("<start_of_text>", "<end_of_text>"),

  /**
   * {@code clip.tokenize}: cleans as {@link #OPEN_CLIP}; the special tokens read {@code
   * <|startoftext|>} and {@code <|endoftext|>}; an over-long text is an error unless the builder
   * says {@link Truncation#CUT}. Pads with 0.
   */
  OPENAI("<|startoftext|>", "<|endoftext|>"),

  /**
   * transformers' {@code CLIPTokenizer}: NFC, white space, lower case character by character; no
   * text fixing. The special tokens read {@code <|startoftext|>} and {@code <|endoftext|>}. Pads
   * with the end token.
   */
  HUGGING_FACE("<|startoftext|>", "<|endoftext|>");

  private final String startOfText;
  private final String endOfText;

  TokenizerDialect(String startOfText, String endOfText) {
    this.startOfText = startOfText;
    this.endOfText = endOfText;
  }

  String startOfText() {
    return startOfText;
  }

  String endOfText() {
    return endOfText;
  }
}
