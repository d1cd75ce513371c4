/**
 * Tests of the tokenizer. {@code tokens.jsonl.gz} holds texts with the ids that open_clip_torch
 * 3.3.0 (ftfy 6.3.1) and transformers 5.24 give for them, written by tools/vocabulary/tokens.py;
 * {@code hard_tokens.jsonl.gz} a sample of what tools/vocabulary/hard_tokens.py writes with seed 1.
 */
@NullMarked
package io.github.clip4j.tokenizer;

import org.jspecify.annotations.NullMarked;
