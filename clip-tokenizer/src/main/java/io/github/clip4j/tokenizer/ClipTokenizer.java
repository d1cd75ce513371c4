package io.github.clip4j.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Text to the token ids that CLIP models read, and back.
 *
 * <pre>{@code
 * ClipTokenizer tokenizer = ClipTokenizer.openClip();
 * tokenizer.encode("A cute dog").ids();  // [49406, 320, 2242, 1929, 49407]
 * tokenizer.count("A cute dog");         // 5
 * tokenizer.decode(new int[] {49406, 320, 2242, 1929, 49407});  // "a cute dog"
 * }</pre>
 *
 * <p>The ids equal those of the reference program of the {@link TokenizerDialect}, whatever the
 * text: any {@code String} is accepted, lone surrogates included. Time grows in proportion to the
 * text's length.
 *
 * <p>Thread-safe. Holds one cache of at most 65,536 short words (about 4 MB), shared by all calls.
 *
 * @since 0.1.0
 */
public final class ClipTokenizer {
  /** What CLIP's text towers read: 77 tokens. */
  public static final int DEFAULT_CONTEXT_LENGTH = 77;

  private final TokenizerDialect dialect;
  private final TextCleaning cleaning;
  private final int contextLength;
  private final Truncation truncation;
  private final Vocabulary vocabulary;
  private final BytePairs bytePairs;
  private final WordScanner.Rules rules;
  private final WordCache cache = new WordCache();
  private volatile @Nullable Pieces pieces;

  private ClipTokenizer(Builder builder) {
    dialect = builder.dialect;
    cleaning = builder.cleaning == null ? TextCleaning.LOWER : builder.cleaning;
    contextLength = builder.contextLength;
    truncation =
        builder.truncation != null
            ? builder.truncation
            : dialect == TokenizerDialect.OPENAI ? Truncation.ERROR : Truncation.CUT;
    vocabulary = builder.vocabulary == null ? Vocabulary.bundled() : builder.vocabulary;
    bytePairs = new BytePairs(vocabulary);
    rules = WordScanner.Rules.of(dialect);
  }

  /** {@return a tokenizer as {@code open_clip}'s: cleans, cuts at 77, pads with 0} */
  public static ClipTokenizer openClip() {
    return builder().build();
  }

  /**
   * {@return a tokenizer as OpenAI's {@code clip.tokenize}: cleans, more than 77 tokens are an
   * error, pads with 0}
   */
  public static ClipTokenizer openAi() {
    return builder().dialect(TokenizerDialect.OPENAI).build();
  }

  /**
   * {@return a tokenizer as transformers' {@code CLIPTokenizer}: cuts at 77, pads with the end
   * token}
   */
  public static ClipTokenizer huggingFace() {
    return builder().dialect(TokenizerDialect.HUGGING_FACE).build();
  }

  /**
   * Starts from {@link #openClip}.
   *
   * @return a builder with open_clip's options
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the tokens of a text, start and end included, at most {@link #contextLength} of them}
   *
   * <pre>{@code
   * openClip().encode("Hello, World!").ids();  // [49406, 3306, 267, 1002, 256, 49407]
   * openClip().encode("").ids();               // [49406, 49407]
   * }</pre>
   *
   * @param text any text, also an empty one
   * @throws IllegalArgumentException if the text is too long and truncation is {@link
   *     Truncation#ERROR}
   */
  public TokenizedText encode(String text) {
    IntList all = allIds(Objects.requireNonNull(text, "text"));
    return new TokenizedText(this, text, cut(all), all.size() > contextLength, 0);
  }

  /**
   * {@return {@link #encode} for each text}
   *
   * @param texts any number of texts
   * @throws IllegalArgumentException if a text is null, naming its place
   */
  public List<TokenizedText> encodeAll(List<String> texts) {
    checkTexts(texts);
    List<TokenizedText> all = new ArrayList<>(texts.size());
    for (String text : texts) {
      all.add(encode(text));
    }
    return List.copyOf(all);
  }

  /**
   * The ids of each text, padded with {@link #padId}.
   *
   * @param texts any number of texts
   * @return shape [texts, contextLength]
   * @throws IllegalArgumentException as {@link #encodeAll}
   */
  public long[][] encodeBatch(List<String> texts) {
    return pad(idsOf(texts), contextLength);
  }

  /**
   * As {@link #encodeBatch}, only as wide as the longest text needs.
   *
   * @param texts any number of texts
   * @return shape [texts, longest]
   * @throws IllegalArgumentException as {@link #encodeAll}
   */
  public long[][] encodeBatchTrimmed(List<String> texts) {
    int[][] ids = idsOf(texts);
    int longest = 0;
    for (int[] row : ids) {
      longest = Math.max(longest, row.length);
    }
    return pad(ids, longest);
  }

  /**
   * {@return all ids, start and end included, however many there are}
   *
   * @param text any text, also an empty one
   */
  public int[] encodeUncut(String text) {
    IntList all = allIds(Objects.requireNonNull(text, "text"));
    return all.toArray(all.size());
  }

  /**
   * {@return how many tokens {@link #encodeUncut} would give} More than {@link #contextLength}
   * means that {@link #encode} would cut.
   *
   * @param text any text, also an empty one
   */
  public int count(String text) {
    return allIds(Objects.requireNonNull(text, "text")).size();
  }

  /**
   * {@return a long text in windows of at most {@link #contextLength} tokens, each with start and
   * end token of its own} A text that fits gives one window.
   *
   * @param text any text, also an empty one
   * @param overlap how many word tokens a window shares with the one before; 0 up to contextLength
   *     - 3
   * @throws IllegalArgumentException if the overlap leaves no room to advance
   */
  public List<TokenizedText> chunks(String text, int overlap) {
    Objects.requireNonNull(text, "text");
    int room = contextLength - 2;
    if (overlap < 0 || overlap >= room) {
      throw new IllegalArgumentException(
          "overlap must be 0 to "
              + (room - 1)
              + " with context length "
              + contextLength
              + ": "
              + overlap);
    }
    int[] all = encodeUncut(text);
    int words = all.length - 2;
    List<TokenizedText> chunks = new ArrayList<>();
    int first = 0;
    while (true) {
      int count = Math.min(room, words - first);
      int[] ids = new int[count + 2];
      ids[0] = startOfText();
      System.arraycopy(all, 1 + first, ids, 1, count);
      ids[count + 1] = endOfText();
      chunks.add(new TokenizedText(this, text, ids, false, first));
      if (first + count >= words) {
        return List.copyOf(chunks);
      }
      first += room - overlap;
    }
  }

  /**
   * {@return the text of the ids: words parted by one space, special tokens left out} Cleaning
   * cannot be undone, and punctuation stands apart.
   *
   * <pre>{@code
   * openClip().decode(openClip().encodeUncut("Hello, World!"));  // "hello , world !"
   * }</pre>
   *
   * @param ids ids of the vocabulary, special tokens among them or not
   * @throws IllegalArgumentException if an id is not of the vocabulary, naming its place
   */
  public String decode(int[] ids) {
    Objects.requireNonNull(ids, "ids");
    return pieces().text(ids);
  }

  /** {@return the most tokens that {@link #encode} gives, start and end included} */
  public int contextLength() {
    return contextLength;
  }

  /** {@return id of the start token: 49406 in CLIP's vocabulary} */
  public int startOfText() {
    return vocabulary.startOfText();
  }

  /** {@return id of the end token: 49407 in CLIP's vocabulary} */
  public int endOfText() {
    return vocabulary.endOfText();
  }

  /** {@return what batches are padded with: 0, or the end token in the Hugging Face dialect} */
  public int padId() {
    return dialect == TokenizerDialect.HUGGING_FACE ? endOfText() : 0;
  }

  /** {@return whose tokenizer this follows} */
  public TokenizerDialect dialect() {
    return dialect;
  }

  /** Dialect and context length. */
  @Override
  public String toString() {
    return "ClipTokenizer[" + dialect + ", at most " + contextLength + " tokens]";
  }

  String clean(String text) {
    StringBuilder cleaned = new StringBuilder();
    for (Segment segment : segments(text)) {
      cleaned.append(
          segment.special() >= 0 ? segment.text() : cleanSegment(segment.text()).string());
    }
    return cleaned.toString();
  }

  private IntList allIds(String text) {
    IntList ids = new IntList(Math.min(text.length() / 4, 1 << 20) + 16);
    ids.add(startOfText());
    if (dialect == TokenizerDialect.HUGGING_FACE && text.contains("<|")) {
      for (Segment segment : segments(text)) {
        if (segment.special() >= 0) {
          ids.add(segment.special());
        } else {
          addIds(ids, cleanSegment(segment.text()));
        }
      }
    } else {
      addIds(ids, cleanSegment(text));
    }
    ids.add(endOfText());
    return ids;
  }

  private void addIds(IntList ids, CleanText cleaned) {
    byte[] utf8 = cleaned.utf8();
    WordScanner scanner = words(cleaned);
    while (scanner.next()) {
      int from = scanner.start();
      int to = scanner.end();
      WordCache.@Nullable Entry known = cache.get(utf8, from, to);
      if (known != null) {
        known.addTo(ids);
      } else {
        int[] found = specialOrPairs(utf8, from, to);
        cache.put(utf8, from, to, found);
        ids.addAll(found);
      }
    }
  }

  int[] specialOrPairs(byte[] utf8, int from, int to) {
    byte[][] specials = rules.specials();
    for (int i = 0; i < specials.length; i++) {
      if (Arrays.equals(specials[i], 0, specials[i].length, utf8, from, to)) {
        return new int[] {i == 0 ? startOfText() : endOfText()};
      }
    }
    return bytePairs.encode(utf8, from, to);
  }

  /** The words of a cleaned text, one after the other. */
  WordScanner words(CleanText cleaned) {
    return new WordScanner(rules, cleaned.utf8(), 0, cleaned.length());
  }

  /** The text in parts: between special tokens that are spelled out, and these themselves. */
  List<Segment> segments(String text) {
    return Segment.split(text, dialect, startOfText(), endOfText());
  }

  CleanText cleanSegment(String text) {
    return CleanText.of(text, dialect, cleaning);
  }

  Pieces pieces() {
    Pieces known = pieces;
    if (known == null) {
      known = new Pieces(vocabulary);
      pieces = known;
    }
    return known;
  }

  private int[] cut(IntList all) {
    if (all.size() <= contextLength) {
      return all.toArray(all.size());
    }
    if (truncation == Truncation.ERROR) {
      throw new IllegalArgumentException(
          "the text has "
              + all.size()
              + " tokens and the context length is "
              + contextLength
              + "; shorten it, or build the tokenizer with Truncation.CUT");
    }
    int[] ids = all.toArray(contextLength);
    ids[contextLength - 1] = endOfText();
    return ids;
  }

  private int[][] idsOf(List<String> texts) {
    checkTexts(texts);
    int[][] ids = new int[texts.size()][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = cut(allIds(texts.get(i)));
    }
    return ids;
  }

  private long[][] pad(int[][] ids, int width) {
    long[][] batch = new long[ids.length][width];
    for (int i = 0; i < ids.length; i++) {
      int[] row = ids[i];
      long[] padded = batch[i];
      for (int k = 0; k < row.length; k++) {
        padded[k] = row[k];
      }
      if (padId() != 0) {
        Arrays.fill(padded, row.length, width, padId());
      }
    }
    return batch;
  }

  private static void checkTexts(List<String> texts) {
    Objects.requireNonNull(texts, "texts");
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i) == null) {
        throw new IllegalArgumentException("texts[" + i + "] is null");
      }
    }
  }

  /** Options of a tokenizer. Not thread-safe; each setter returns this builder. */
  public static final class Builder {
    private TokenizerDialect dialect = TokenizerDialect.OPEN_CLIP;
    private @Nullable TextCleaning cleaning;
    private int contextLength = DEFAULT_CONTEXT_LENGTH;
    private @Nullable Truncation truncation;
    private @Nullable Vocabulary vocabulary;

    private Builder() {}

    /**
     * Whose tokenizer to follow; {@link TokenizerDialect#OPEN_CLIP} unless set.
     *
     * @param dialect one of the three
     * @return this builder
     */
    public Builder dialect(TokenizerDialect dialect) {
      this.dialect = Objects.requireNonNull(dialect, "dialect");
      return this;
    }

    /**
     * How texts are cleaned; {@link TextCleaning#LOWER} unless set. The Hugging Face dialect has
     * its one way and takes no other.
     *
     * @param cleaning one of open_clip's ways
     * @return this builder
     */
    public Builder cleaning(TextCleaning cleaning) {
      this.cleaning = Objects.requireNonNull(cleaning, "cleaning");
      return this;
    }

    /**
     * The most tokens of a text, start and end included; 77 unless set.
     *
     * @param contextLength 2 or more
     * @return this builder
     * @throws IllegalArgumentException if less than 2
     */
    public Builder contextLength(int contextLength) {
      if (contextLength < 2) {
        throw new IllegalArgumentException(
            "contextLength must be at least 2, for the start and the end token: " + contextLength);
      }
      this.contextLength = contextLength;
      return this;
    }

    /**
     * What becomes of longer texts; {@link Truncation#CUT} unless set, {@link Truncation#ERROR} in
     * the OpenAI dialect.
     *
     * @param truncation cut, or refuse
     * @return this builder
     */
    public Builder truncation(Truncation truncation) {
      this.truncation = Objects.requireNonNull(truncation, "truncation");
      return this;
    }

    /**
     * Reads a model's own vocabulary from a list of merges, plain or gzip, of the form of CLIP's
     * {@code bpe_simple_vocab_16e6.txt.gz}: two tokens a line. Token ids follow from the order; as
     * in the reference, the first 48,894 merges count and no more.
     *
     * @param file the list of merges
     * @return this builder
     * @throws VocabularyException if the file is malformed, naming the line
     * @throws IOException if the file cannot be read
     */
    public Builder merges(Path file) throws IOException {
      vocabulary = VocabularyFiles.fromMerges(Objects.requireNonNull(file, "file"));
      return this;
    }

    /**
     * Reads a model's own vocabulary from Hugging Face's {@code vocab.json} and {@code merges.txt}.
     *
     * @param vocabularyJson tokens with their ids
     * @param merges the merges, one a line
     * @return this builder
     * @throws VocabularyException if a file is malformed, naming the line
     * @throws IOException if a file cannot be read
     */
    public Builder vocabulary(Path vocabularyJson, Path merges) throws IOException {
      vocabulary =
          VocabularyFiles.fromVocabularyAndMerges(
              Objects.requireNonNull(vocabularyJson, "vocabularyJson"),
              Objects.requireNonNull(merges, "merges"));
      return this;
    }

    /**
     * Reads a model's own vocabulary from a {@code tokenizer.json} of CLIP's form: BPE with {@code
     * </w>} at the end of words. Only tokens and merges are taken; how texts are cleaned follows
     * from {@link #dialect}.
     *
     * @param file the {@code tokenizer.json}
     * @return this builder
     * @throws VocabularyException if the file is malformed or of another form
     * @throws IOException if the file cannot be read
     */
    public Builder tokenizerJson(Path file) throws IOException {
      vocabulary = VocabularyFiles.fromTokenizerJson(Objects.requireNonNull(file, "file"));
      return this;
    }

    /**
     * Builds the tokenizer.
     *
     * @return a tokenizer with the options as they are now
     * @throws IllegalArgumentException if a cleaning was set for the Hugging Face dialect
     */
    public ClipTokenizer build() {
      if (dialect == TokenizerDialect.HUGGING_FACE && cleaning != null) {
        throw new IllegalArgumentException(
            "the Hugging Face dialect has its own normaliser; leave cleaning("
                + cleaning
                + ") out");
      }
      return new ClipTokenizer(this);
    }
  }
}
