/**
 * CLIP's byte-level BPE tokenizer: text to token ids, equal to open_clip's, OpenAI's and Hugging
 * Face's, with no dependencies. Start with {@link io.github.clip4j.tokenizer.ClipTokenizer}.
 *
 * <p>The way of a text: {@code TextCleaner} (repair, white space, lower case), {@code WordScanner}
 * (words), {@code BytePairs} (ids of one word, remembered by {@code WordCache}).
 */
@NullMarked
package io.github.clip4j.tokenizer;

import org.jspecify.annotations.NullMarked;
