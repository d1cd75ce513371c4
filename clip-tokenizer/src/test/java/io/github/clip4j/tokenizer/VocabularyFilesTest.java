package io.github.clip4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A model's own vocabulary")
final class VocabularyFilesTest {
  private static final List<String> MERGES = List.of("d o", "do g</w>", "c a", "ca t</w>");

  @TempDir private Path folder;

  @Test
  void may_be_a_list_of_merges() throws Exception {
    Path plain = write("merges.txt", "my words #version: 0.2\n" + String.join("\n", MERGES) + "\n");
    ClipTokenizer tokenizer = ClipTokenizer.builder().merges(plain).build();
    // 512 bytes, four merges, start, end.
    assertThat(tokenizer.encode("dog cat").ids()).containsExactly(516, 513, 515, 517);
    assertThat(tokenizer.decode(new int[] {513, 515})).isEqualTo("dog cat");
    assertThat(tokenizer.endOfText()).isEqualTo(517);
  }

  @Test
  void may_be_packed_whatever_its_name() throws Exception {
    Path packed = folder.resolve("merges.bin");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write("#version: 0.2\r\nd o\r\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(ClipTokenizer.builder().merges(packed).build().encode("do").ids())
        .containsExactly(513, 67, 334, 514);
  }

  @Test
  void equals_the_built_in_one_if_it_is_clips_own() throws Exception {
    Vocabulary bundled = Vocabulary.bundled();
    Pieces pieces = new Pieces(bundled);
    StringBuilder lines = new StringBuilder("\"bpe_simple_vocab_16e6.txt#version: 0.2\n");
    for (int rank = 0; rank < bundled.mergeCount(); rank++) {
      lines.append(pieces.spelling(bundled.left(rank))).append(' ');
      lines.append(pieces.spelling(bundled.right(rank))).append('\n');
    }
    lines.append("one more\nand another\n");
    ClipTokenizer own = ClipTokenizer.builder().merges(write("bpe.txt", lines.toString())).build();
    ClipTokenizer builtIn = ClipTokenizer.openClip();
    for (String text : List.of("A cute dog", "naïve café — straße", "日本語 १२३ 😀", "")) {
      assertThat(own.encodeUncut(text)).isEqualTo(builtIn.encodeUncut(text));
    }
  }

  @Test
  void may_be_hugging_faces_two_files_or_its_one() throws Exception {
    String vocabulary = vocabularyJson();
    Path json = write("vocab.json", vocabulary);
    Path merges = write("merges.txt", "#version: 0.2\n" + String.join("\n", MERGES));
    String list = "[\"" + String.join("\", \"", MERGES) + "\"]";
    String model = "{\"type\":\"BPE\",\"end_of_word_suffix\":\"</w>\",\"vocab\":";
    Path one =
        write("tokenizer.json", "{\"model\":" + model + vocabulary + ",\"merges\":" + list + "}}");
    ClipTokenizer.Builder builder = ClipTokenizer.builder().dialect(TokenizerDialect.HUGGING_FACE);
    assertThat(builder.vocabulary(json, merges).build().encode("dog").ids())
        .containsExactly(7000, 1001, 7001);
    assertThat(builder.tokenizerJson(one).build().encode("cat").ids())
        .containsExactly(7000, 1003, 7001);
  }

  @Test
  void is_refused_with_the_line_where_it_is_malformed() throws Exception {
    assertMalformed(merges("d o\nthree tokens here\n"), 3, "two tokens with one space");
    assertMalformed(merges("d o\ndog g</w>\n"), 3, "\"dog\" is not in the vocabulary");
    assertMalformed(merges("d o\nd o\n"), 3, "already");
    assertMalformed(merges("ca t</w>\nc a\n"), 2, "no earlier merge makes");
    assertMalformed(merges(""), 0, "no merges");
    Path binary = folder.resolve("latin1.txt");
    Files.write(binary, new byte[] {'d', ' ', 'o', '\n', (byte) 0xE9, ' ', 'a'});
    assertMalformed(() -> ClipTokenizer.builder().merges(binary), 2, "not UTF-8");
    Path broken = folder.resolve("broken.gz");
    Files.write(broken, new byte[] {0x1F, (byte) 0x8B, 8, 0, 0});
    assertMalformed(() -> ClipTokenizer.builder().merges(broken), 0, "gzip");
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> ClipTokenizer.builder().merges(folder.resolve("none")));
  }

  @Test
  void is_refused_where_its_json_is_no_json_or_of_another_form() throws Exception {
    assertMalformed(json("{\n\"model\": [1, 2\n"), 3, "expected ','");
    assertMalformed(json("[".repeat(100_000)), 1, "64 levels");
    assertMalformed(json("{\"model\": {\"type\": \"WordPiece\"}}"), 0, "WordPiece");
    assertMalformed(json("{}"), 0, "model is missing");
    String model = "{\"model\":{\"type\":\"BPE\",\"end_of_word_suffix\":\"</w>\",";
    assertMalformed(json(model + "\"merges\":[1],\"vocab\":{}}}"), 0, "model.merges[0] is 1");
    assertMalformed(json(model + "\"merges\":[],\"vocab\":{\"a\":-1}}}"), 0, "id of \"a\" is -1");
    assertMalformed(json(model + "\"merges\":[],\"vocab\":{}}}"), 0, "<|startoftext|>");
  }

  @Test
  void json_is_read_as_its_standard_says() throws Exception {
    assertThat(JsonReader.read(" {\"a\\u00e9\\n\": [1, -2.5e1, true, false, null, \"\"]} "))
        .hasToString("{aé\n=[1.0, -25.0, true, false, null, ]}");
    for (String bad :
        List.of("", "{", "[1,]", "{\"a\":}", "\"\\x\"", "\"\\u12\"", "tru", "1 2", "\"a\nb\"")) {
      assertThatExceptionOfType(JsonReader.JsonException.class)
          .as(bad)
          .isThrownBy(() -> JsonReader.read(bad));
    }
  }

  private ThrowingCallable merges(String lines) throws IOException {
    Path file = write("bad" + lines.hashCode() + ".txt", "#version: 0.2\n" + lines);
    return () -> ClipTokenizer.builder().merges(file);
  }

  private ThrowingCallable json(String text) throws IOException {
    Path file = write("bad" + text.hashCode() + ".json", text);
    return () -> ClipTokenizer.builder().tokenizerJson(file);
  }

  private static void assertMalformed(ThrowingCallable reading, int line, String message) {
    assertThatExceptionOfType(VocabularyException.class)
        .isThrownBy(reading)
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.line()).isEqualTo(line))
        .satisfies(e -> assertThat(e.code()).isEqualTo("VOCABULARY_MALFORMED"));
  }

  private String vocabularyJson() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      char c = ByteAlphabet.charOf(ByteAlphabet.byteOf(i));
      String escaped = c == '"' || c == '\\' ? "\\" + c : String.valueOf(c);
      entries.add('"' + escaped + "\":" + i);
      entries.add('"' + escaped + "</w>\":" + (256 + i));
    }
    for (int i = 0; i < MERGES.size(); i++) {
      entries.add('"' + MERGES.get(i).replace(" ", "") + "\":" + (1000 + i));
    }
    entries.add("\"<|startoftext|>\":7000");
    entries.add("\"<|endoftext|>\":7001");
    return '{' + String.join(",", entries) + '}';
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
