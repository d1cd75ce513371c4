package io.github.clip4j;

import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.Translator;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.tokenizer.Truncation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
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
 * at once; single pictures and texts that arrive meanwhile go through together in the next batch,
 * which changes no vector beyond rounding. Callers block, so no queue grows beyond their number. An
 * interrupted thread that waits for its turn gets a {@link
 * java.util.concurrent.CancellationException}, its interrupt flag still set; one whose batch runs
 * already gets its vector.
 *
 * <p>All models of a process that run on the same device share one thread, a daemon that ends after
 * a minute without work, to call libtorch from ({@link ClipModelBuilder#concurrentBatches} asks for
 * more): libtorch's own threads work at full speed only while they serve one caller.
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
  private final ModelLoader.Loaded loaded;
  private final int batchSize;
  private final NetworkCalls network;
  private final ImagePipeline pipeline;
  private final ModelInputs inputs;
  private final OpenGate gate = new OpenGate();

  ClipModel(ModelLoader.Loaded loaded, int batchSize, int concurrent, int threads) {
    this.loaded = loaded;
    this.batchSize = batchSize;
    network = new NetworkCalls(loaded, batchSize, concurrent);
    pipeline = new ImagePipeline(threads);
    inputs = new ModelInputs(loaded.config(), loaded.tokenizer());
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
  public static ClipModelBuilder builder() {
    return new ClipModelBuilder();
  }

  /**
   * {@return DJL's criteria for an archive that {@link CheckpointConverter} wrote, for people who
   * hold their own predictors} Predictors are fastest when one thread calls them all; a {@code
   * ClipModel} sees to that itself.
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
    return ArchiveCriteria.of(archive, input, output, translator, trustTorchScript);
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
    gate.requireOpen();
    return loaded.preprocessor();
  }

  private Embedding encodeTensor(float[] tensor) {
    return gate.through(() -> Embedding.owning(network.image(tensor)));
  }

  /**
   * {@return the vectors of picture files, in their order} Files are decoded by several threads
   * beside the network; at most two batches of them are in memory.
   *
   * @param images picture files
   * @throws IOException if a file cannot be read as a picture; the first such file in order
   */
  public List<Embedding> encodeImages(List<Path> images) throws IOException {
    ModelInputs.requireNoNull(images, "images");
    return gate.through(
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
    gate.requireOpen();
    ImagePipeline.Run<Path> run =
        pipeline.run(
            files.iterator(),
            batchSize,
            loaded.preprocessor()::preprocess,
            batch -> gate.through(() -> encodeBatch(batch)));
    return EncodedImages.stream(run, onFailure).onClose(files::close);
  }

  /**
   * {@return the vector of a text}
   *
   * @param text any text
   * @throws IllegalArgumentException as {@link #encodeTexts}
   */
  public Embedding encodeText(String text) {
    Objects.requireNonNull(text, "text");
    return gate.through(() -> Embedding.owning(network.text(inputs.ids(text))));
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
    ModelInputs.requireNoNull(texts, "texts");
    return gate.through(
        () -> {
          long[][] ids = new long[texts.size()][];
          Arrays.setAll(ids, i -> inputs.ids(texts.get(i)));
          float[][] rows = network.texts(ids, loaded.tokenizer().padId());
          return Arrays.stream(rows).map(Embedding::owning).toList();
        });
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
    inputs.requirePixels(pixels, n);
    return gate.through(() -> network.images(pixels, n));
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
    inputs.requireTokens(ids);
    return gate.through(() -> network.texts(ids, 0));
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

  /**
   * Turns waiting calls away, waits for the batches that run, then frees the model. A second call
   * does nothing.
   *
   * @throws IllegalStateException if called from within a call of this model, such as from a
   *     callback: it would wait for itself
   */
  @Override
  public void close() {
    gate.shut();
    network.close();
    pipeline.close();
    gate.end(loaded.engine()::close);
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
