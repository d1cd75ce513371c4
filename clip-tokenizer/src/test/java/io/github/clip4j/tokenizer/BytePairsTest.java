package io.github.clip4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vocabulary of ten merges, small enough to follow by hand; 512 bytes come before them. */
@DisplayName("Byte pairs")
class BytePairsTest {
  private static final List<String> MERGES =
      List.of(
          "a a", "aa a", "b a", "a b", "aa aa", "ab ab", "a a</w>", "aa b</w>", "ab c</w>", "c aa");

  @TempDir private Path folder;
  private Vocabulary vocabulary;
  private Pieces pieces;
  private BytePairs pairs;

  @BeforeEach
  void vocabulary() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", MERGES));
    vocabulary = VocabularyFiles.fromMerges(file);
    pieces = new Pieces(vocabulary);
    pairs = new BytePairs(vocabulary);
  }

  @Test
  void of_the_lowest_rank_are_joined_first_and_from_the_left() {
    assertThat(spelled("aaaa")).containsExactly("aaa", "a</w>");
    assertThat(spelled("aaaaa")).containsExactly("aaaa", "a</w>");
    assertThat(spelled("aab")).containsExactly("aab</w>");
    assertThat(spelled("bab")).containsExactly("ba", "b</w>");
    assertThat(spelled("abc")).containsExactly("abc</w>");
    assertThat(spelled("acac")).containsExactly("a", "c", "a", "c</w>");
  }

  @Test
  void at_the_end_of_a_word_are_others_than_within() {
    assertThat(spelled("a")).containsExactly("a</w>");
    assertThat(spelled("aa")).containsExactly("aa</w>");
    assertThat(spelled("aac")).containsExactly("aa", "c</w>");
    assertThat(spelled("ab")).containsExactly("a", "b</w>");
  }

  @Test
  void are_looked_for_in_the_part_of_the_bytes_that_is_asked_for() {
    byte[] bytes = "xxaabyy".getBytes(StandardCharsets.US_ASCII);
    assertThat(spelled(pairs.encode(bytes, 2, 5))).containsExactly("aab</w>");
  }

  @Test
  void are_the_same_in_long_words_as_in_short_ones() {
    Random random = new Random(11);
    for (int length = 1; length <= 300; length++) {
      int[] symbols = new int[length];
      for (int i = 0; i < length; i++) {
        symbols[i] = vocabulary.byteId((byte) ("aaabc".charAt(random.nextInt(5))), i == length - 1);
      }
      int[] plainly = pairs.joinPlainly(symbols.clone());
      assertThat(pairs.joinByBuckets(symbols.clone()))
          .as("a word of %d letters", length)
          .isEqualTo(plainly);
      int joined = plainly.length;
      assertThat(joined).isLessThanOrEqualTo(length);
      assertThat(String.join("", spelled(plainly)).replace("</w>", "")).hasSize(length);
    }
  }

  @Test
  void of_a_word_above_the_plain_length_take_the_other_way_to_the_same_tokens() {
    for (int length : new int[] {127, 128, 129, 130, 1000}) {
      byte[] word = "a".repeat(length).getBytes(StandardCharsets.US_ASCII);
      List<String> spelled = spelled(pairs.encode(word, 0, length));
      List<String> expected = new ArrayList<>();
      // Pairs first; of an odd number of letters before the last the third joins the pair before
      // it; then pairs of pairs.
      boolean odd = length % 2 == 0;
      int twos = (length - 1) / 2 - (odd ? 1 : 0);
      expected.addAll(Collections.nCopies(twos / 2, "aaaa"));
      expected.addAll(Collections.nCopies(twos % 2, "aa"));
      expected.addAll(Collections.nCopies(odd ? 1 : 0, "aaa"));
      expected.add("a</w>");
      assertThat(spelled).as("%d letters", length).isEqualTo(expected);
    }
  }

  private List<String> spelled(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
    return spelled(pairs.encode(bytes, 0, bytes.length));
  }

  private List<String> spelled(int[] ids) {
    List<String> spelled = new ArrayList<>();
    for (int id : ids) {
      spelled.add(pieces.spelling(id));
    }
    return spelled;
  }
}
