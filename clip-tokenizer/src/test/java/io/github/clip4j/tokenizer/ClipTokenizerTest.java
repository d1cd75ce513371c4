package io.github.clip4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ClipTokenizerTest {
  private static final int START = 49406;
  private static final int END = 49407;

  private final ClipTokenizer openClip = ClipTokenizer.openClip();

  @Test
  void examples_of_the_javadoc_are_true() {
    assertThat(openClip.encode("A cute dog").ids()).containsExactly(START, 320, 2242, 1929, END);
    assertThat(openClip.count("A cute dog")).isEqualTo(5);
    assertThat(openClip.decode(new int[] {START, 320, 2242, 1929, END})).isEqualTo("a cute dog");
    assertThat(openClip.encode("Hello, World!").ids())
        .containsExactly(START, 3306, 267, 1002, 256, END);
    assertThat(openClip.encode("").ids()).containsExactly(START, END);
    assertThat(openClip.decode(openClip.encodeUncut("Hello, World!"))).isEqualTo("hello , world !");
    assertThat(openClip.startOfText()).isEqualTo(START);
    assertThat(openClip.endOfText()).isEqualTo(END);
    assertThat(openClip.contextLength()).isEqualTo(77);
  }

  @Test
  void each_dialect_pads_and_cuts_in_its_own_way() {
    String longText = "dog ".repeat(100);
    assertThat(openClip.padId()).isZero();
    assertThat(ClipTokenizer.huggingFace().padId()).isEqualTo(END);
    TokenizedText cut = openClip.encode(longText);
    assertThat(cut.truncated()).isTrue();
    assertThat(cut.length()).isEqualTo(77);
    assertThat(cut.ids()[76]).isEqualTo(END);
    assertThat(ClipTokenizer.huggingFace().encode(longText).ids()).isEqualTo(cut.ids());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipTokenizer.openAi().encode(longText))
        .withMessageContaining("102 tokens")
        .withMessageContaining("77");
  }

  @Test
  void only_what_does_not_fit_counts_as_truncated() {
    ClipTokenizer four = ClipTokenizer.builder().contextLength(4).build();
    assertThat(four.encode("a dog").truncated()).isFalse();
    assertThat(four.encode("a cute dog").truncated()).isTrue();
    assertThat(four.encode("a cute dog").ids()).containsExactly(START, 320, 2242, END);
    assertThat(ClipTokenizer.builder().contextLength(2).build().encode("a dog").ids())
        .containsExactly(START, END);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClipTokenizer.builder().contextLength(1))
        .withMessageContaining("at least 2");
  }

  @Test
  void batches_are_padded_to_the_context_length_or_to_the_longest() {
    List<String> texts = List.of("a dog", "a cute dog");
    long[][] full = openClip.encodeBatch(texts);
    assertThat(full).hasDimensions(2, 77);
    assertThat(Arrays.copyOf(full[0], 6)).containsExactly(START, 320, 1929, END, 0, 0);
    long[][] trimmed = ClipTokenizer.huggingFace().encodeBatchTrimmed(texts);
    assertThat(trimmed).hasDimensions(2, 5);
    assertThat(trimmed[0]).containsExactly(START, 320, 1929, END, END);
    assertThat(openClip.encodeBatchTrimmed(List.of())).isEmpty();
  }

  @Test
  void chunks_cover_a_long_text_with_the_overlap_asked_for() {
    ClipTokenizer eight = ClipTokenizer.builder().contextLength(8).build();
    String text = "one two three four five six seven eight nine ten";
    int[] all = eight.encodeUncut(text);
    List<TokenizedText> chunks = eight.chunks(text, 2);
    assertThat(chunks).hasSize(2);
    for (int i = 0; i < chunks.size(); i++) {
      int[] ids = chunks.get(i).ids();
      assertThat(ids[0]).isEqualTo(START);
      assertThat(ids[ids.length - 1]).isEqualTo(END);
      assertThat(Arrays.copyOfRange(ids, 1, ids.length - 1))
          .isEqualTo(Arrays.copyOfRange(all, 1 + 4 * i, 1 + 4 * i + ids.length - 2));
    }
    assertThat(chunks.get(1).tokens().get(1).piece()).isEqualTo("five");
    assertThat(eight.chunks("", 0)).hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> eight.chunks(text, 6))
        .withMessageContaining("0 to 5");
  }

  @Test
  void tokens_tell_their_spelling_and_their_bytes_in_the_cleaned_text() {
    TokenizedText text = openClip.encode("  The PHOTOGRAPHER’s café ");
    assertThat(text.cleanedText()).isEqualTo("the photographer's café");
    List<TokenizedText.Token> tokens = text.tokens();
    assertThat(tokens).extracting(TokenizedText.Token::id).containsExactly(boxed(text.ids()));
    assertThat(tokens.get(0).spelling()).isEqualTo("<start_of_text>");
    assertThat(tokens.get(2).spelling()).isEqualTo("photographer</w>");
    assertThat(tokens.get(2).byteStart()).isEqualTo(4);
    assertThat(tokens.get(2).byteEnd()).isEqualTo(16);
    assertThat(tokens.get(3).piece()).isEqualTo("'s");
    assertThat(tokens.get(3).word()).isEqualTo(2);
    assertThat(tokens.get(tokens.size() - 2).byteEnd()).isEqualTo(24);
  }

  @Test
  void special_tokens_may_be_spelled_in_a_text_each_dialect_in_its_way() {
    assertThat(openClip.encode("<end_of_text>").ids()).containsExactly(START, END, END);
    assertThat(openClip.encode("<|endoftext|>").length()).isGreaterThan(3);
    assertThat(ClipTokenizer.openAi().encode("<|endoftext|>").ids())
        .containsExactly(START, END, END);
    ClipTokenizer huggingFace = ClipTokenizer.huggingFace();
    assertThat(huggingFace.encode("a <|endoftext|> b").ids())
        .containsExactly(START, 320, END, 321, END);
    assertThat(huggingFace.encode("a <|endoftext|> b").tokens().get(2).spelling())
        .isEqualTo("<|endoftext|>");
  }

  @Test
  void places_of_tokens_cut_the_cleaned_text_into_their_pieces() {
    for (ClipTokenizer tokenizer :
        List.of(openClip, ClipTokenizer.openAi(), ClipTokenizer.huggingFace())) {
      for (String text :
          List.of("a <|endoftext|> dog", "<|startoftext|>naïve<|x|> 日本", "", "<end_of_text> b")) {
        TokenizedText encoded = tokenizer.encode(text);
        byte[] cleaned = encoded.cleanedText().getBytes(StandardCharsets.UTF_8);
        int at = 0;
        for (TokenizedText.Token token : encoded.tokens()) {
          int length = token.byteEnd() - token.byteStart();
          String part = new String(cleaned, token.byteStart(), length, StandardCharsets.UTF_8);
          assertThat(part)
              .as("%s of '%s'", token, text)
              .isIn(token.word() < 0 ? List.of("", token.spelling()) : List.of(token.piece()));
          assertThat(token.byteStart()).as("%s of '%s'", token, text).isGreaterThanOrEqualTo(at);
          at = token.byteEnd();
        }
      }
    }
    assertThat(ClipTokenizer.huggingFace().encode("a <|endoftext|> dog").tokens())
        .extracting(TokenizedText.Token::word)
        .containsExactly(-1, 0, -1, 1, -1);
    assertThat(ClipTokenizer.huggingFace().encode("a <|endoftext|> dog").tokens().get(2))
        .isEqualTo(new TokenizedText.Token(END, "<|endoftext|>", "", -1, 2, 15));
  }

  @Test
  void cleaners_differ_in_case_underscores_and_punctuation() {
    assertThat(cleaned(TextCleaning.LOWER, "A_b,  C!")).isEqualTo("a_b, c!");
    assertThat(cleaned(TextCleaning.WHITESPACE, "A_b,  C!")).isEqualTo("A_b, C!");
    assertThat(cleaned(TextCleaning.WHITESPACE_UNDERSCORE, "A_b,  C!")).isEqualTo("A b, C!");
    assertThat(cleaned(TextCleaning.CANONICALIZE, "A_b,  C!")).isEqualTo("a b c");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ClipTokenizer.builder()
                    .dialect(TokenizerDialect.HUGGING_FACE)
                    .cleaning(TextCleaning.LOWER)
                    .build())
        .withMessageContaining("Hugging Face");
  }

  @Test
  void lone_surrogates_and_nul_are_only_text() {
    for (ClipTokenizer tokenizer : List.of(openClip, ClipTokenizer.huggingFace())) {
      assertThat(tokenizer.encode("a\uD83D b").ids())
          .isEqualTo(tokenizer.encode("a\uFFFD b").ids());
      assertThat(tokenizer.encode("\uDE00\uD83D").length()).isGreaterThan(2);
    }
    assertThat(openClip.encode("a\0b").ids()).isEqualTo(openClip.encode("ab").ids());
  }

  @Test
  void the_default_locale_has_no_say() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(ClipTokenizer.openClip().encode("A TITLE IN CAPITALS ıİ").ids())
          .isEqualTo(openClip.encode("a title in capitals ıi\u0307").ids());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void callers_mistakes_are_named() {
    assertThatNullPointerException().isThrownBy(() -> openClip.encode(null)).withMessage("text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> openClip.encodeBatch(Arrays.asList("a", null)))
        .withMessage("texts[1] is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> openClip.decode(new int[] {320, 49408}))
        .withMessageContaining("ids[1] is 49408");
  }

  @Test
  void threads_share_a_tokenizer() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      texts.add("photo number " + i + " of a straße " + Integer.toString(i * 7919, 36));
    }
    List<int[]> alone = texts.stream().map(openClip::encodeUncut).toList();
    ClipTokenizer shared = ClipTokenizer.openClip();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<int[]>>> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        runs.add(pool.submit(() -> texts.stream().map(shared::encodeUncut).toList()));
      }
      for (Future<List<int[]>> run : runs) {
        assertThat(run.get().toArray(int[][]::new)).isDeepEqualTo(alone.toArray(int[][]::new));
      }
    } finally {
      pool.shutdown();
    }
  }

  private static String cleaned(TextCleaning cleaning, String text) {
    return ClipTokenizer.builder().cleaning(cleaning).build().encode(text).cleanedText();
  }

  private static Integer[] boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toArray(Integer[]::new);
  }
}
