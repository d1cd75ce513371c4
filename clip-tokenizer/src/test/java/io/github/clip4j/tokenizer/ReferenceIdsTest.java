package io.github.clip4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@DisplayName("Ids equal those of the reference programs")
final class ReferenceIdsTest {
  private final ClipTokenizer openClip = ClipTokenizer.openClip();
  private final ClipTokenizer huggingFace = ClipTokenizer.huggingFace();

  /** By the name of their column, which not every file has. */
  private final Map<String, ClipTokenizer> others =
      Map.of(
          "openai", ClipTokenizer.openAi(),
          "whitespace", ClipTokenizer.builder().cleaning(TextCleaning.WHITESPACE).build(),
          "canonicalize", ClipTokenizer.builder().cleaning(TextCleaning.CANONICALIZE).build());

  @Test
  void for_every_golden_text_in_both_dialects() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("tokens.jsonl.gz")) {
      assertThat(in).isNotNull();
      assertThat(compare(new GZIPInputStream(in))).isEqualTo(4000);
    }
  }

  @Test
  void for_texts_that_are_hard_on_purpose_with_every_cleaner() throws Exception {
    try (InputStream in = getClass().getResourceAsStream("hard_tokens.jsonl.gz")) {
      assertThat(in).isNotNull();
      assertThat(compare(new GZIPInputStream(in))).isEqualTo(3000);
    }
  }

  /** Another file of the same form: {@code -Dclip.tokens=FILE.jsonl}. */
  @Test
  @EnabledIfSystemProperty(named = "clip.tokens", matches = ".+")
  void for_every_text_of_a_given_file() throws Exception {
    try (InputStream in = Files.newInputStream(Path.of(System.getProperty("clip.tokens")))) {
      assertThat(compare(in)).isPositive();
    }
  }

  private int compare(InputStream in) throws IOException, JsonReader.JsonException {
    Map<String, int[]> groups = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    int lines = 0;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Map<?, ?> golden = (Map<?, ?>) JsonReader.read(line);
        String text = (String) golden.get("text");
        int[] counts = groups.computeIfAbsent((String) golden.get("group"), g -> new int[3]);
        TokenizedText found = openClip.encode(text);
        int fullLength = ((Double) golden.get("full_length")).intValue();
        boolean equal =
            Arrays.equals(found.ids(), ints(golden.get("open_clip")))
                && openClip.count(text) == fullLength
                && found.truncated() == fullLength > 77;
        boolean hfEqual = Arrays.equals(huggingFace.encodeUncut(text), ints(golden.get("hf")));
        counts[0]++;
        counts[1] += equal ? 1 : 0;
        counts[2] += hfEqual ? 1 : 0;
        if (!equal) {
          differences.add(describe(golden, "open_clip", openClip, text));
        }
        if (!hfEqual) {
          differences.add(describe(golden, "hf", huggingFace, text));
        }
        others.forEach(
            (column, tokenizer) -> {
              if (golden.containsKey(column)
                  && !Arrays.equals(tokenizer.encodeUncut(text), ints(golden.get(column)))) {
                differences.add(describe(golden, column, tokenizer, text));
              }
            });
        lines++;
      }
    }
    StringBuilder table = new StringBuilder();
    groups.forEach(
        (group, counts) ->
            table.append(
                String.format(
                    "%-14s %6d open_clip %6d hf %6d%n", group, counts[0], counts[1], counts[2])));
    assertThat(differences.stream().limit(25))
        .as("%d differences%n%s", differences.size(), table)
        .isEmpty();
    return lines;
  }

  private static String describe(
      Map<?, ?> golden, String column, ClipTokenizer tokenizer, String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      escaped.append(c < 127 && c >= ' ' ? String.valueOf(c) : String.format("\\u%04X", (int) c));
    }
    int[] wanted = ints(golden.get(column));
    int[] found = tokenizer.encodeUncut(text);
    int at = Math.max(0, Arrays.mismatch(wanted, found));
    return column
        + " "
        + golden.get("group")
        + " "
        + escaped
        + " -> "
        + tokenizer.clean(text)
        + " from token "
        + at
        + ": wanted "
        + tokenizer.decode(Arrays.copyOfRange(wanted, at, Math.min(at + 8, wanted.length)))
        + " found "
        + tokenizer.decode(Arrays.copyOfRange(found, at, Math.min(at + 8, found.length)));
  }

  private static int[] ints(Object list) {
    return ((List<?>) list).stream().mapToInt(n -> ((Double) n).intValue()).toArray();
  }
}
