/** How words become ids: CLIP's byte-level BPE, its text cleaners and its vocabulary. */
module io.github.clip4j.tokenizer {
  requires static org.jspecify;

  exports io.github.clip4j.tokenizer;
}
