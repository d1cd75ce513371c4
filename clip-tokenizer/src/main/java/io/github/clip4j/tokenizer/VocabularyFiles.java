package io.github.clip4j.tokenizer;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model's own vocabulary: a list of merges as CLIP's {@code bpe_simple_vocab_16e6.txt.gz},
 * {@code vocab.json} with {@code merges.txt}, or the {@code tokenizer.json} of Hugging Face.
 *
 * <p>Tokens are spelled in {@link ByteAlphabet}'s characters, {@code </w>} at the end of a word.
 */
final class VocabularyFiles {
  /** CLIP's own files have less than 5 MB; what unpacks to more is no vocabulary. */
  private static final int LARGEST = 256 << 20;

  private static final int MOST_TOKENS = 1 << 24;

  private final Path file;
  private final List<String[]> merges = new ArrayList<>();

  /** The line of each merge in {@link #file}, 0 where there are none. */
  private final List<Integer> lines = new ArrayList<>();

  private VocabularyFiles(Path file) {
    this.file = file;
  }

  /** Ids follow from the order: 256 bytes, 256 at a word's end, merges, start and end token. */
  static Vocabulary fromMerges(Path file) throws IOException {
    VocabularyFiles reader = new VocabularyFiles(file);
    reader.readMergeLines();
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < 256; i++) {
      String c = String.valueOf(ByteAlphabet.charOf(ByteAlphabet.byteOf(i)));
      ids.put(c, i);
      ids.put(c + ByteAlphabet.END_OF_WORD, i + 256);
    }
    // The reference reads so many and no more; its own file goes on.
    int count = Math.min(reader.merges.size(), Vocabulary.BUNDLED_MERGES);
    reader.merges.subList(count, reader.merges.size()).clear();
    for (int i = 0; i < count; i++) {
      String joined = String.join("", reader.merges.get(i));
      if (ids.putIfAbsent(joined, Vocabulary.BYTES + i) != null) {
        throw new VocabularyException(
            file, reader.lines.get(i), "an earlier line makes \"" + cut(joined) + "\" already");
      }
    }
    int end = Vocabulary.BYTES + count;
    return reader.vocabulary(ids, end, end + 1);
  }

  /** Hugging Face's older pair of files. */
  static Vocabulary fromVocabularyAndMerges(Path vocabularyJson, Path mergesFile)
      throws IOException {
    VocabularyFiles reader = new VocabularyFiles(mergesFile);
    reader.readMergeLines();
    Map<String, Integer> ids = ids(vocabularyJson, json(vocabularyJson));
    return reader.vocabulary(
        ids, special(vocabularyJson, ids, "start"), special(vocabularyJson, ids, "end"));
  }

  /** Hugging Face's one file, of the form that CLIP's has. */
  static Vocabulary fromTokenizerJson(Path file) throws IOException {
    VocabularyFiles reader = new VocabularyFiles(file);
    Map<?, ?> model = map(file, "model", member(file, json(file), "model"));
    if (!"BPE".equals(model.get("type"))
        || !ByteAlphabet.END_OF_WORD.equals(model.get("end_of_word_suffix"))) {
      throw new VocabularyException(
          file,
          0,
          "not of CLIP's form: model.type is "
              + model.get("type")
              + " and model.end_of_word_suffix is "
              + model.get("end_of_word_suffix")
              + "; expected BPE and </w>");
    }
    if (!(model.get("merges") instanceof List<?> list)) {
      throw new VocabularyException(file, 0, "model.merges is missing or no list");
    }
    for (int i = 0; i < list.size(); i++) {
      reader.addMerge(list.get(i), i);
    }
    Map<String, Integer> ids = ids(file, model.get("vocab"));
    return reader.vocabulary(ids, special(file, ids, "start"), special(file, ids, "end"));
  }

  private void addMerge(@Nullable Object merge, int index) throws VocabularyException {
    if (merge instanceof String text) {
      String[] parts = text.split(" ", -1);
      if (parts.length == 2) {
        merges.add(parts);
        lines.add(0);
        return;
      }
    } else if (merge instanceof List<?> parts
        && parts.size() == 2
        && parts.get(0) instanceof String left
        && parts.get(1) instanceof String right) {
      merges.add(new String[] {left, right});
      lines.add(0);
      return;
    }
    throw new VocabularyException(
        file, 0, "model.merges[" + index + "] is " + merge + "; expected two tokens");
  }

  private void readMergeLines() throws IOException {
    String[] all = text(file).split("\n", -1);
    for (int i = 0; i < all.length; i++) {
      String line = all[i].endsWith("\r") ? all[i].substring(0, all[i].length() - 1) : all[i];
      // The first line is a comment: "bpe_simple_vocab_16e6.txt#version: 0.2" or "#version: 0.2".
      if ((i == 0 && line.contains("#version")) || line.isEmpty()) {
        continue;
      }
      String[] parts = line.split(" ", -1);
      if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        throw new VocabularyException(
            file, i + 1, "expected two tokens with one space between, found \"" + cut(line) + '"');
      }
      merges.add(parts);
      lines.add(i + 1);
    }
    if (merges.isEmpty()) {
      throw new VocabularyException(file, 0, "no merges in it");
    }
  }

  private Vocabulary vocabulary(Map<String, Integer> ids, int start, int end)
      throws VocabularyException {
    int[] byteIds = new int[Vocabulary.BYTES];
    for (int i = 0; i < 256; i++) {
      String c = String.valueOf(ByteAlphabet.charOf(ByteAlphabet.byteOf(i)));
      byteIds[i] = idOf(ids, c, 0);
      byteIds[i + 256] = idOf(ids, c + ByteAlphabet.END_OF_WORD, 0);
    }
    int[] left = new int[merges.size()];
    int[] right = new int[merges.size()];
    int[] joined = new int[merges.size()];
    // A merge may only use what is a byte or was joined before: pieces are built in this order.
    boolean[] made = new boolean[1 + max(ids)];
    for (int id : byteIds) {
      made[id] = true;
    }
    for (int rank = 0; rank < left.length; rank++) {
      String[] merge = merges.get(rank);
      int line = lines.get(rank);
      left[rank] = idOf(ids, merge[0], line);
      right[rank] = idOf(ids, merge[1], line);
      joined[rank] = idOf(ids, merge[0] + merge[1], line);
      if (!made[left[rank]] || !made[right[rank]] || merge[0].endsWith(ByteAlphabet.END_OF_WORD)) {
        throw new VocabularyException(
            file,
            line,
            "merge "
                + rank
                + " \""
                + cut(merge[0] + ' ' + merge[1])
                + "\" uses a token that no earlier merge makes");
      }
      made[joined[rank]] = true;
    }
    return new Vocabulary(byteIds, left, right, joined, start, end);
  }

  private static int max(Map<String, Integer> ids) {
    return ids.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  private int idOf(Map<String, Integer> ids, String token, int line) throws VocabularyException {
    Integer id = ids.get(token);
    if (id == null) {
      throw new VocabularyException(
          file, line, "the token \"" + cut(token) + "\" is not in the vocabulary");
    }
    return id;
  }

  private static int special(Path file, Map<String, Integer> ids, String which)
      throws VocabularyException {
    List<String> names = List.of("<|" + which + "oftext|>", "<" + which + "_of_text>");
    for (String name : names) {
      Integer id = ids.get(name);
      if (id != null) {
        return id;
      }
    }
    throw new VocabularyException(file, 0, "the vocabulary has none of the tokens " + names);
  }

  private static Map<String, Integer> ids(Path file, @Nullable Object vocabulary)
      throws VocabularyException {
    Map<String, Integer> ids = new HashMap<>();
    for (Map.Entry<?, ?> entry : map(file, "the vocabulary", vocabulary).entrySet()) {
      if (!(entry.getValue() instanceof Double id)
          || id != Math.rint(id)
          || id < 0
          || id >= MOST_TOKENS) {
        throw new VocabularyException(
            file,
            0,
            "the id of \""
                + cut((String) entry.getKey())
                + "\" is "
                + entry.getValue()
                + "; expected a whole number of 0 to "
                + (MOST_TOKENS - 1));
      }
      ids.put((String) entry.getKey(), id.intValue());
    }
    return ids;
  }

  private static @Nullable Object member(Path file, @Nullable Object json, String name)
      throws VocabularyException {
    return map(file, "the file", json).get(name);
  }

  private static Map<?, ?> map(Path file, String what, @Nullable Object value)
      throws VocabularyException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new VocabularyException(file, 0, what + " is missing or no JSON object");
  }

  private static @Nullable Object json(Path file) throws IOException {
    try {
      return JsonReader.read(text(file));
    } catch (JsonReader.JsonException e) {
      throw new VocabularyException(file, e.line(), String.valueOf(e.getMessage()));
    }
  }

  /** The text of a file, unpacked if it is gzip, whatever its name. */
  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B) {
        bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readNBytes(LARGEST + 1);
      }
    } catch (ZipException | EOFException e) {
      throw new VocabularyException(file, 0, "broken gzip data: " + e.getMessage());
    }
    if (bytes.length > LARGEST) {
      throw new VocabularyException(file, 0, "more than " + LARGEST + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new VocabularyException(file, lineOfBadByte(bytes), "not UTF-8");
    }
  }

  private static int lineOfBadByte(byte[] bytes) {
    int line = 1;
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        byte[] part = Arrays.copyOfRange(bytes, start, i);
        byte[] again = new String(part, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(part, again)) {
          return line;
        }
        line++;
        start = i + 1;
      }
    }
    return 0;
  }

  private static String cut(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
