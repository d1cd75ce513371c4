/** CLIP's byte-level BPE tokenizer, with no dependencies. */
module io.github.clip4j.tokenizer {
  requires static org.jspecify;

  exports io.github.clip4j.tokenizer;
}
