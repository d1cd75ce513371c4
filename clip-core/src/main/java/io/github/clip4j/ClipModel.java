package io.github.clip4j;

import ai.djl.Device;
import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.Translator;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.tokenizer.TokenizerDialect;
import io.github.clip4j.tokenizer.Truncation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A CLIP model: pictures and texts become vectors in one space, and the cosine of two vectors says
 * how well they fit.
 *
 * <pre>{@code
 * try (ClipModel clip = ClipModel.load("starter")) {
 *   Embedding dog = clip.encodeImage(Path.of("dog.jpg"));
 *   float similarity = dog.cosine(clip.encodeText("A cute dog"));
 * }
 * }</pre>
 *
 * <p>Vectors are raw, as the model gives them: float32 of {@link ClipConfig#embedDim()} values, not
 * of length 1; see {@link Embedding#normalized()}.
 *
 * <p>Thread-safe: any number of threads may encode at once. A call that finds the network idle runs
 * at once, in its caller's thread; single pictures and texts that arrive meanwhile go through
 * together in the next batch, which changes no vector beyond rounding. Callers block, so no queue
 * grows beyond their number. An interrupted thread that waits for its turn gets a {@link
 * java.util.concurrent.CancellationException}, its interrupt flag still set.
 *
 * <p>{@link #close()} waits for the batches that run now. Whoever waits or comes later, and long
 * lists and streams that are not at their end, get an {@link IllegalStateException}.
 *
 * <p>When the process ends (SIGTERM, Ctrl-C, {@link System#exit}, the end of the last thread that
 * is no daemon) batches that run may finish, for 10 seconds at most, and whatever comes later gets
 * a {@link java.util.concurrent.CancellationException}; so shutdown hooks cannot encode. DJL
 * predictors made with {@link #criteria} are not watched: there the program itself must wait for
 * them.
 *
 * @since 0.1.0
 */
public final class ClipModel implements AutoCloseable {
  /** Tables of fine-tuned models may have rows for tokens added at the end, or be rounded up. */
  private static final int MOST_ADDED_TOKENS = 1024;

  private final ModelLoader.Loaded loaded;
  private final int batchSize;
  private final NetworkCalls network;
  private final ImagePipeline pipeline;
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private volatile boolean closing;
  private boolean closed; // guarded by use

  private ClipModel(ModelLoader.Loaded loaded, int batchSize, int concurrent, int threads) {
    this.loaded = loaded;
    this.batchSize = batchSize;
    network = new NetworkCalls(loaded, batchSize, concurrent);
    pipeline = new ImagePipeline(threads);
  }

  /**
   * Loads a model by name.
   *
   * @param nameOrPath {@code "starter"}, a file or folder, or a name as {@link ModelLocator} takes
   *     it
   * @return the model, for the caller to close
   * @throws IOException if the model cannot be found, read, converted or loaded; the subclasses say
   *     which
   */
  public static ClipModel load(String nameOrPath) throws IOException {
    return builder().model(nameOrPath).load();
  }

  /**
   * Loads a checkpoint of any layout.
   *
   * @param fileOrFolder a weight file, or a folder with configuration and weights
   * @return the model, for the caller to close
   * @throws IOException as {@link #load(String)}
   */
  public static ClipModel load(Path fileOrFolder) throws IOException {
    return builder().model(fileOrFolder).load();
  }

  /**
   * Starts from the starter model and defaults.
   *
   * @return a builder of the starter model
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return DJL's criteria for an archive that {@link CheckpointConverter} wrote, for people who
   * hold their own predictors}
   *
   * @param <I> what the translator takes
   * @param <O> what it gives
   * @param archive the {@code .pt} file
   * @param input what the translator takes
   * @param output what it gives
   * @param translator one of {@code io.github.clip4j.translate}
   * @throws IllegalArgumentException if the archive is somebody else's; see {@link #criteria(Path,
   *     Class, Class, Translator, boolean)}
   */
  public static <I, O> Criteria<I, O> criteria(
      Path archive, Class<I> input, Class<O> output, Translator<I, O> translator) {
    return criteria(archive, input, output, translator, false);
  }

  /**
   * {@return DJL's criteria for an archive of any maker, such as one traced in Python}
   *
   * @param <I> what the translator takes
   * @param <O> what it gives
   * @param archive the {@code .pt} file
   * @param input what the translator takes
   * @param output what it gives
   * @param translator one of {@code io.github.clip4j.translate}, for the archive's own method names
   *     ({@link io.github.clip4j.translate.ModuleMethod})
   * @param trustTorchScript whether an archive that this library did not write may be run: it is a
   *     program
   * @throws IllegalArgumentException if it is not trusted and not of this library (told by its
   *     class text, which helps against a mistake and not against an attacker)
   */
  public static <I, O> Criteria<I, O> criteria(
      Path archive,
      Class<I> input,
      Class<O> output,
      Translator<I, O> translator,
      boolean trustTorchScript) {
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(translator, "translator");
    if (!trustTorchScript) {
      requireOwn(archive);
    }
    Path file = archive.toAbsolutePath();
    Path folder = file.getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file: " + archive);
    }
    return Criteria.builder()
        .setTypes(input, output)
        .optEngine("PyTorch")
        .optModelPath(folder)
        .optModelName(String.valueOf(file.getFileName()))
        .optTranslator(translator)
        .build();
  }

  private static void requireOwn(Path archive) {
    try {
      if (Files.isRegularFile(archive) && !TrustedArchive.isOwn(archive)) {
        throw new IllegalArgumentException(
            archive
                + " is no archive of this library. A TorchScript archive is a program: if you trust"
                + " its maker, say so with criteria(…, trustTorchScript = true); to read it as a"
                + " container of weights, convert it with CheckpointConverter");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the vector of a picture file}
   *
   * @param image a picture file
   * @throws IOException if the file cannot be read as a picture
   */
  public Embedding encodeImage(Path image) throws IOException {
    Objects.requireNonNull(image, "image");
    return encodeTensor(preprocessor().preprocess(image));
  }

  /**
   * {@return the vector of a decoded picture}
   *
   * @param image a picture of any type; it is not changed
   */
  public Embedding encodeImage(BufferedImage image) {
    Objects.requireNonNull(image, "image");
    return encodeTensor(preprocessor().preprocess(image));
  }

  /**
   * {@return the vector of a picture's bytes}
   *
   * @param encoded a whole file: JPEG, PNG, …
   * @throws IOException if the bytes are no picture
   */
  public Embedding encodeImage(byte[] encoded) throws IOException {
    Objects.requireNonNull(encoded, "encoded");
    return encodeTensor(preprocessor().preprocess(encoded));
  }

  /**
   * {@return the vector of a picture from a stream, which is read to its end and not closed}
   *
   * @param stream gives one encoded picture
   * @throws IOException if the stream fails or holds no picture
   */
  public Embedding encodeImage(InputStream stream) throws IOException {
    Objects.requireNonNull(stream, "stream");
    return encodeTensor(preprocessor().preprocess(stream));
  }

  private ImagePreprocessor preprocessor() {
    requireOpen();
    return loaded.preprocessor();
  }

  private Embedding encodeTensor(float[] tensor) {
    return using(() -> Embedding.owning(network.image(tensor)));
  }

  /**
   * {@return the vectors of picture files, in their order} Files are decoded by several threads
   * beside the network; at most two batches of them are in memory.
   *
   * @param images picture files
   * @throws IOException if a file cannot be read as a picture; the first such file in order
   */
  public List<Embedding> encodeImages(List<Path> images) throws IOException {
    requireNoNull(images, "images");
    return usingFiles(
        () ->
            pipeline.encode(
                images, batchSize, loaded.preprocessor()::preprocess, batch -> encodeBatch(batch)));
  }

  private List<Embedding> encodeBatch(List<float[]> tensors) {
    return Arrays.stream(network.images(tensors)).map(Embedding::owning).toList();
  }

  /**
   * The vectors of picture files without end: files are pulled as results are taken, at most two
   * batches ahead, and results come in the order of the files. A file that cannot be read ends the
   * stream with an {@link UncheckedIOException}. For progress, count what comes out ({@link
   * Stream#peek}).
   *
   * <p>An {@link Iterable} becomes a stream by {@code StreamSupport.stream(files.spliterator(),
   * false)}. It has no method of its own here because a {@link Path} is an {@code Iterable<Path>}
   * too, of the names in it.
   *
   * @param files any number of files; closed with the result
   * @return a sequential stream; close it if it is not taken to its end
   */
  public Stream<EncodedImage> encodeImages(Stream<Path> files) {
    Objects.requireNonNull(files, "files");
    return stream(files, null);
  }

  /**
   * The same, leaving out files that cannot be read.
   *
   * @param files any number of files; closed with the result
   * @param onFailure told of each file that is left out and why, in order, in the thread that takes
   *     results
   * @return vectors with their files, in order, made as they are asked for; to be closed
   */
  public Stream<EncodedImage> encodeImages(
      Stream<Path> files, BiConsumer<? super Path, ? super IOException> onFailure) {
    Objects.requireNonNull(files, "files");
    return stream(files, Objects.requireNonNull(onFailure, "onFailure"));
  }

  private Stream<EncodedImage> stream(
      Stream<Path> files, @Nullable BiConsumer<? super Path, ? super IOException> onFailure) {
    requireOpen();
    ImagePipeline.Run<Path> run =
        pipeline.run(
            files.iterator(),
            batchSize,
            loaded.preprocessor()::preprocess,
            batch -> using(() -> encodeBatch(batch)));
    Spliterator<EncodedImage> results =
        new Spliterators.AbstractSpliterator<>(
            Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
          @Override
          public boolean tryAdvance(Consumer<? super EncodedImage> action) {
            try {
              ImagePipeline.Encoded<Path> next = run.next(onFailure);
              if (next == null) {
                return false;
              }
              action.accept(new EncodedImage(next.picture(), next.embedding()));
              return true;
            } catch (IOException e) {
              run.close();
              throw new UncheckedIOException(e);
            }
          }
        };
    return StreamSupport.stream(results, false).onClose(run::close).onClose(files::close);
  }

  /**
   * {@return the vector of a text}
   *
   * @param text any text
   * @throws IllegalArgumentException as {@link #encodeTexts}
   */
  public Embedding encodeText(String text) {
    Objects.requireNonNull(text, "text");
    return using(() -> Embedding.owning(network.text(ids(text))));
  }

  private long[] ids(String text) {
    ClipTokenizer tokenizer = loaded.tokenizer();
    requireOwnVocabulary(tokenizer);
    return Arrays.stream(tokenizer.encode(text).ids()).asLongStream().toArray();
  }

  /**
   * {@return the vectors of texts, in their order} Texts of like length go through the network
   * together, cut to the longest of them, which changes no vector.
   *
   * @param texts any number of texts
   * @throws IllegalArgumentException if a text is too long and truncation is {@link
   *     Truncation#ERROR}, or if the model was trained with another tokenizer than CLIP's
   */
  public List<Embedding> encodeTexts(List<String> texts) {
    requireNoNull(texts, "texts");
    return using(
        () -> {
          long[][] ids = new long[texts.size()][];
          Arrays.setAll(ids, i -> ids(texts.get(i)));
          float[][] rows = network.texts(ids, loaded.tokenizer().padId());
          return Arrays.stream(rows).map(Embedding::owning).toList();
        });
  }

  /**
   * CLIPA's and MetaCLIP 2's text towers are CLIP's, their words are not: ids would mean others.
   */
  private void requireOwnVocabulary(ClipTokenizer tokenizer) {
    int own = tokenizer.endOfText() + 1;
    int vocabulary = config().text().vocabSize();
    if (vocabulary < own || vocabulary > own + MOST_ADDED_TOKENS) {
      throw new IllegalArgumentException(
          "the model's text tower has "
              + vocabulary
              + " tokens, CLIP's tokenizer "
              + own
              + ": it was trained with another tokenizer; make ids with that one and use"
              + " encodeTokens");
    }
  }

  /**
   * Raw vectors of tensors that are ready.
   *
   * @param pixels float32 {@code [n, 3, S, S]} row-major, RGB, normalised as the model wants it
   * @param n how many pictures
   * @return {@code n} vectors
   * @throws IllegalArgumentException if the length is not {@code n·3·S·S}
   */
  public float[][] encodePixels(float[] pixels, int n) {
    Objects.requireNonNull(pixels, "pixels");
    int size = config().vision().imageSize();
    int one = 3 * size * size;
    if (n < 1 || pixels.length != (long) n * one) {
      throw new IllegalArgumentException(
          pixels.length
              + " values are no "
              + n
              + " pictures of [3, "
              + size
              + ", "
              + size
              + "], "
              + one
              + " values each");
    }
    return using(() -> network.images(pixels, n));
  }

  /**
   * Raw vectors of token ids that are ready, such as {@link ClipTokenizer#encodeBatch} gives them.
   *
   * @param ids rows of at most the context length; they may differ in length
   * @return a vector for each row
   * @throws IllegalArgumentException if a row is empty or too long, or an id is not of the
   *     vocabulary
   */
  public float[][] encodeTokens(long[][] ids) {
    Objects.requireNonNull(ids, "ids");
    int context = config().text().contextLength();
    int vocabulary = config().text().vocabSize();
    for (int i = 0; i < ids.length; i++) {
      long[] row = Objects.requireNonNull(ids[i], "ids[" + i + "]");
      if (row.length < 1 || row.length > context) {
        throw new IllegalArgumentException(
            "ids[" + i + "] has " + row.length + " ids, the model takes 1 to " + context);
      }
      for (int k = 0; k < row.length; k++) {
        if (row[k] < 0 || row[k] >= vocabulary) {
          throw new IllegalArgumentException(
              "ids[" + i + "][" + k + "] is " + row[k] + ", the vocabulary has " + vocabulary);
        }
      }
    }
    return using(() -> network.texts(ids, 0));
  }

  /** {@return the factor of cosines before a softmax: {@code exp(logit_scale)}, about 100} */
  public float logitScale() {
    return loaded.logitScale();
  }

  /** {@return the architecture} */
  public ClipConfig config() {
    return loaded.config();
  }

  /** {@return what makes a picture a tensor} */
  public ImagePreprocessor imagePreprocessor() {
    return loaded.preprocessor();
  }

  /** {@return what makes a text ids} */
  public ClipTokenizer tokenizer() {
    return loaded.tokenizer();
  }

  /** {@return how many parameters the model has, as torch counts them} */
  public long parameterCount() {
    return loaded.parameterCount();
  }

  /** {@return how the towers are computed, and why: what {@link Precision#AUTO} came to} */
  public PrecisionChoice precisionChoice() {
    return loaded.precision();
  }

  /**
   * A hash of the weights and the architecture, the same wherever the files lie and whatever the
   * precision: vectors of models with different fingerprints are not comparable.
   *
   * @return SHA-256 in hexadecimal
   */
  public String fingerprint() {
    return loaded.fingerprint();
  }

  private <T> T using(Supplier<T> work) {
    use.readLock().lock();
    try {
      requireOpen();
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }

  private <T> T usingFiles(FileLocks.Work<T> work) throws IOException {
    use.readLock().lock();
    try {
      requireOpen();
      return work.run();
    } finally {
      use.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closing) {
      throw CallQueue.closedFailure();
    }
  }

  private static void requireNoNull(List<?> list, String name) {
    Objects.requireNonNull(list, name);
    int i = 0;
    for (Object element : list) {
      if (element == null) {
        throw new IllegalArgumentException(name + "[" + i + "] is null");
      }
      i++;
    }
  }

  /**
   * Turns waiting calls away, waits for the batches that run, then frees the model. A second call
   * does nothing.
   *
   * @throws IllegalStateException if called from within a call of this model, such as from a
   *     callback: it would wait for itself
   */
  @Override
  public void close() {
    if (use.getReadHoldCount() > 0) {
      throw new IllegalStateException("a model cannot be closed from within one of its calls");
    }
    closing = true;
    network.close();
    pipeline.close();
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        loaded.engine().close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  /** Options of a model. Not thread-safe; each setter returns this builder. */
  public static final class Builder {
    private static final int MAX_BATCH = 4096;

    final ModelLoader.Options options = new ModelLoader.Options();
    private int batchSize = 16;
    private int concurrent = 1;
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder() {}

    /**
     * Which model, by name or path; {@code "starter"} unless set.
     *
     * @param nameOrPath as for {@link ClipModel#load(String)}
     * @return this builder
     */
    public Builder model(String nameOrPath) {
      options.name = Objects.requireNonNull(nameOrPath, "nameOrPath");
      options.path = null;
      return this;
    }

    /**
     * Which model, by its file or folder.
     *
     * @param fileOrFolder a weight file, or a folder with configuration and weights
     * @return this builder
     */
    public Builder model(Path fileOrFolder) {
      options.path = Objects.requireNonNull(fileOrFolder, "fileOrFolder");
      return this;
    }

    /**
     * A configuration file for a checkpoint that carries none, or instead of its own.
     *
     * @param file as {@link io.github.clip4j.config.ConfigReader} reads it
     * @return this builder
     */
    public Builder configFile(Path file) {
      options.configFile = Objects.requireNonNull(file, "file");
      return this;
    }

    /**
     * Another side of the input picture, in pixels; position embeddings are resized.
     *
     * @param pixels a multiple of the patch size
     * @return this builder
     */
    public Builder imageSize(int pixels) {
      options.imageSize = pixels;
      return this;
    }

    /**
     * Another longest text, in tokens; position embeddings are resized as open_clip does.
     *
     * @param tokens start and end token included
     * @return this builder
     */
    public Builder contextLength(int tokens) {
      options.contextLength = tokens;
      return this;
    }

    /**
     * Whether weights are searched for NaN and infinity while loading; off unless set.
     *
     * @param required true to search
     * @return this builder
     */
    public Builder requireFinite(boolean required) {
      options.requireFinite = required;
      return this;
    }

    /**
     * Where the model runs; DJL's default device unless set.
     *
     * @param device a CPU or GPU that DJL knows
     * @return this builder
     */
    public Builder device(Device device) {
      options.device = Objects.requireNonNull(device, "device");
      return this;
    }

    /**
     * How matrix products of both towers are computed; {@link Precision#AUTO} unless set.
     *
     * @param precision for both towers
     * @return this builder
     */
    public Builder precision(Precision precision) {
      Objects.requireNonNull(precision, "precision");
      return imagePrecision(precision).textPrecision(precision);
    }

    /**
     * How matrix products of the image tower are computed.
     *
     * @param precision for the image tower
     * @return this builder
     */
    public Builder imagePrecision(Precision precision) {
      options.imagePrecision = Objects.requireNonNull(precision, "precision");
      return this;
    }

    /**
     * How matrix products of the text tower are computed.
     *
     * @param precision for the text tower
     * @return this builder
     */
    public Builder textPrecision(Precision precision) {
      options.textPrecision = Objects.requireNonNull(precision, "precision");
      return this;
    }

    /**
     * Another preprocessing than the checkpoint's own; its size must be the model's.
     *
     * @param config for every picture
     * @return this builder
     */
    public Builder preprocessing(PreprocessConfig config) {
      options.preprocessing = Objects.requireNonNull(config, "config");
      return this;
    }

    /**
     * Another tokenizer dialect than the checkpoint's layout suggests.
     *
     * @param dialect whose tokenizer to follow
     * @return this builder
     */
    public Builder tokenizerDialect(TokenizerDialect dialect) {
      options.dialect = Objects.requireNonNull(dialect, "dialect");
      return this;
    }

    /**
     * What becomes of texts beyond the context length; {@link Truncation#CUT} unless set.
     *
     * @param truncation cut, or refuse
     * @return this builder
     */
    public Builder truncation(Truncation truncation) {
      options.truncation = Objects.requireNonNull(truncation, "truncation");
      return this;
    }

    /**
     * The most pictures or texts that go through the network at once; 16 unless set.
     *
     * @param size from 1 to 4096
     * @return this builder
     * @throws IllegalArgumentException if not in [1, 4096]
     */
    public Builder batchSize(int size) {
      if (size < 1 || size > MAX_BATCH) {
        throw new IllegalArgumentException(
            "batchSize must be in [1, " + MAX_BATCH + "], is " + size);
      }
      batchSize = size;
      return this;
    }

    /**
     * How many threads decode pictures in {@link ClipModel#encodeImages}; one for each processor
     * unless set. The threads of the network are another matter: {@link EngineThreads}.
     *
     * @param count from 1 to 1024
     * @return this builder
     * @throws IllegalArgumentException if not in [1, 1024]
     */
    public Builder decodingThreads(int count) {
      if (count < 1 || count > 1024) {
        throw new IllegalArgumentException("decodingThreads must be in [1, 1024], is " + count);
      }
      threads = count;
      return this;
    }

    /**
     * How many batches go through the network at the same time; 1 unless set. Each of them uses
     * libtorch's own threads ({@link EngineThreads}), so more than one pays only where these are
     * fewer than the processors.
     *
     * @param count from 1 to 1024
     * @return this builder
     * @throws IllegalArgumentException if not in [1, 1024]
     */
    public Builder concurrentBatches(int count) {
      if (count < 1 || count > 1024) {
        throw new IllegalArgumentException("concurrentBatches must be in [1, 1024], is " + count);
      }
      concurrent = count;
      return this;
    }

    /**
     * Where converted archives are kept, instead of the cache folder of this process.
     *
     * @param folder made if need be
     * @return this builder
     */
    public Builder cacheFolder(Path folder) {
      options.cache = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /**
     * Whether a TorchScript archive that this library did not write may be run. Such an archive is
     * a program: say true only for one that you made or whose maker you trust. Off unless set.
     *
     * @param trusted true to run it
     * @return this builder
     */
    public Builder trustTorchScript(boolean trusted) {
      options.trustTorchScript = trusted;
      return this;
    }

    /**
     * Told the part of a conversion done so far, in [0, 1]; a model in the cache needs none.
     *
     * @param listener called from the loading thread
     * @return this builder
     */
    public Builder progress(DoubleConsumer listener) {
      options.progress = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Loads the model.
     *
     * @return the model, for the caller to close
     * @throws IOException as {@link ClipModel#load(String)}
     */
    public ClipModel load() throws IOException {
      return new ClipModel(ModelLoader.load(options), batchSize, concurrent, threads);
    }
  }

  /** For tests: how many single calls wait for the network. */
  int waitingCalls() {
    return network.waiting();
  }

  /** For tests: the archive that runs. */
  ArchiveEngine engine() {
    return loaded.engine();
  }

  /** For tests: the archive in use. */
  @Nullable Path archive() {
    return loaded.archive();
  }
}
