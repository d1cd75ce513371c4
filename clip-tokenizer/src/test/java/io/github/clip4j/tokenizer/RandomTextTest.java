package io.github.clip4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whatever the text")
final class RandomTextTest {
  private static final long SEED = Long.getLong("clip.seed", 20_261_125L);

  private final Random random = new Random(SEED);
  private final List<ClipTokenizer> tokenizers =
      List.of(
          ClipTokenizer.openClip(),
          ClipTokenizer.huggingFace(),
          ClipTokenizer.builder()
              .dialect(TokenizerDialect.OPENAI)
              .truncation(Truncation.CUT)
              .cleaning(TextCleaning.CANONICALIZE)
              .build());

  @Test
  void decoding_gives_the_cleaned_text_back_but_for_spaces() {
    for (int i = 0; i < 3000; i++) {
      String text = text();
      for (ClipTokenizer tokenizer : tokenizers) {
        String cleaned = tokenizer.encode(text).cleanedText();
        assertThat(letters(tokenizer.decode(tokenizer.encodeUncut(text))))
            .as("seed %d, text %d", SEED, i)
            .isEqualTo(letters(cleaned));
      }
    }
  }

  @Test
  void a_batch_gives_the_ids_of_each_text_alone() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      texts.add(text());
    }
    for (ClipTokenizer tokenizer : tokenizers) {
      long[][] batch = tokenizer.encodeBatch(texts);
      for (int i = 0; i < batch.length; i++) {
        int[] ids = tokenizer.encode(texts.get(i)).ids();
        for (int k = 0; k < batch[i].length; k++) {
          assertThat(batch[i][k])
              .as("seed %d, text %d, place %d", SEED, i, k)
              .isEqualTo(k < ids.length ? ids[k] : tokenizer.padId());
        }
      }
    }
  }

  @Test
  void tokens_lie_side_by_side_and_spell_the_words() {
    for (int i = 0; i < 1000; i++) {
      String text = text();
      for (ClipTokenizer tokenizer : tokenizers) {
        TokenizedText found = tokenizer.encode(text);
        byte[] utf8 = found.cleanedText().getBytes(StandardCharsets.UTF_8);
        int end = 0;
        for (TokenizedText.Token token : found.tokens()) {
          assertThat(token.byteStart()).as("seed %d, text %d", SEED, i).isGreaterThanOrEqualTo(end);
          end = token.byteEnd();
          String piece =
              new String(utf8, token.byteStart(), end - token.byteStart(), StandardCharsets.UTF_8);
          assertThat(token.word() < 0 ? "" : piece).isEqualTo(token.piece());
        }
        assertThat(found.tokens()).hasSize(found.length());
      }
    }
  }

  @Test
  void the_short_way_for_plain_ascii_equals_the_long_one() {
    for (int i = 0; i < 20_000; i++) {
      String text = plainText();
      for (TokenizerDialect dialect : TokenizerDialect.values()) {
        for (TextCleaning cleaning : TextCleaning.values()) {
          boolean ofDialect =
              dialect != TokenizerDialect.HUGGING_FACE || cleaning == TextCleaning.LOWER;
          if (ofDialect) {
            assertThat(CleanText.of(text, dialect, cleaning).string())
                .as("seed %d, text %d, %s, %s", SEED, i, dialect, cleaning)
                .isEqualTo(CleanText.thoroughly(text, dialect, cleaning));
          }
        }
      }
    }
  }

  @Test
  void long_words_give_the_tokens_that_the_plain_way_gives() {
    BytePairs pairs = new BytePairs(Vocabulary.bundled());
    String[] alphabets = {"a", "ab", "aeiourstln", "abcdefghijklmnopqrstuvwxyz", "!.-", "日本é"};
    for (int i = 0; i < 600; i++) {
      String alphabet = alphabets[i % alphabets.length];
      StringBuilder word = new StringBuilder();
      int length = 1 + random.nextInt(400);
      for (int k = 0; k < length; k++) {
        word.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] utf8 = word.toString().getBytes(StandardCharsets.UTF_8);
      assertThat(pairs.joinByBuckets(symbols(utf8)))
          .as("seed %d, word %d: %s", SEED, i, word)
          .isEqualTo(pairs.joinPlainly(symbols(utf8)));
    }
  }

  @Test
  void ten_million_letters_take_seconds() {
    int n = 10_000_000;
    ClipTokenizer tokenizer = ClipTokenizer.openClip();
    int[] small = tokenizer.encodeUncut("a".repeat(3000));
    Assertions.assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          int[] ids = tokenizer.encodeUncut("a".repeat(n));
          // The tokens of one letter repeat: the same in the middle of a short word and a long one.
          assertThat(ids[2]).isEqualTo(small[2]);
          assertThat(tokenizer.decode(ids)).hasSize(n);
        });
  }

  private static int[] symbols(byte[] utf8) {
    int[] symbols = new int[utf8.length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = Vocabulary.bundled().byteId(utf8[i], i == symbols.length - 1);
    }
    return symbols;
  }

  /** Any UTF-16, lone surrogates included, some of it likely. */
  private String text() {
    StringBuilder out = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> out.append((char) random.nextInt(0x10000));
        case 1 -> out.append((char) random.nextInt(0x400));
        case 2 -> out.appendCodePoint(random.nextInt(0x110000));
        case 3 -> out.append(' ');
        default -> out.append((char) (32 + random.nextInt(95)));
      }
    }
    return out.toString();
  }

  private String plainText() {
    StringBuilder out = new StringBuilder();
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      out.append(
          random.nextInt(5) == 0
              ? " \t\n\r\f\u000B\u001F\u007F\0&;<'\u001B[".charAt(random.nextInt(15))
              : (char) (32 + random.nextInt(95)));
    }
    return out.toString();
  }

  /** Without what parts words: white space, and U+0345, which Python's pattern passes over. */
  private static String letters(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .filter(c -> c != 0x345 && CharacterKinds.python().of(c) != CharacterKinds.SPACE)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
