package io.github.clip4j;

import ai.djl.Device;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.TokenizerDialect;
import io.github.clip4j.tokenizer.Truncation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.DoubleConsumer;

/**
 * Options of a {@link ClipModel}, all of which may be left out. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ClipModelBuilder {
  private static final int MAX_BATCH = 4096;
  private static final int MAX_THREADS = 1024;

  private final ModelLoader.Options options = new ModelLoader.Options();
  private int batchSize = 16;
  private int concurrent = 1;
  private int threads = Runtime.getRuntime().availableProcessors();

  ClipModelBuilder() {}

  /**
   * Which model, by name or path; {@code "starter"} unless set.
   *
   * @param nameOrPath as for {@link ClipModel#load(String)}
   * @return this builder
   */
  public ClipModelBuilder model(String nameOrPath) {
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
  public ClipModelBuilder model(Path fileOrFolder) {
    options.path = Objects.requireNonNull(fileOrFolder, "fileOrFolder");
    return this;
  }

  /**
   * A configuration file for a checkpoint that carries none, or instead of its own.
   *
   * @param file as {@link io.github.clip4j.config.ConfigReader} reads it
   * @return this builder
   */
  public ClipModelBuilder configFile(Path file) {
    options.configFile = Objects.requireNonNull(file, "file");
    return this;
  }

  /**
   * Another side of the input picture, in pixels; position embeddings are resized.
   *
   * @param pixels a multiple of the patch size
   * @return this builder
   */
  public ClipModelBuilder imageSize(int pixels) {
    options.imageSize = pixels;
    return this;
  }

  /**
   * Another longest text, in tokens; position embeddings are resized as open_clip does.
   *
   * @param tokens start and end token included
   * @return this builder
   */
  public ClipModelBuilder contextLength(int tokens) {
    options.contextLength = tokens;
    return this;
  }

  /**
   * Whether weights are searched for NaN and infinity while loading; off unless set.
   *
   * @param required true to search
   * @return this builder
   */
  public ClipModelBuilder requireFinite(boolean required) {
    options.requireFinite = required;
    return this;
  }

  /**
   * Where the model runs; DJL's default device unless set.
   *
   * @param device a CPU or GPU that DJL knows
   * @return this builder
   */
  public ClipModelBuilder device(Device device) {
    options.device = Objects.requireNonNull(device, "device");
    return this;
  }

  /**
   * How matrix products of both towers are computed; {@link Precision#AUTO} unless set.
   *
   * @param precision for both towers
   * @return this builder
   */
  public ClipModelBuilder precision(Precision precision) {
    Objects.requireNonNull(precision, "precision");
    return imagePrecision(precision).textPrecision(precision);
  }

  /**
   * How matrix products of the image tower are computed.
   *
   * @param precision for the image tower
   * @return this builder
   */
  public ClipModelBuilder imagePrecision(Precision precision) {
    options.imagePrecision = Objects.requireNonNull(precision, "precision");
    return this;
  }

  /**
   * How matrix products of the text tower are computed.
   *
   * @param precision for the text tower
   * @return this builder
   */
  public ClipModelBuilder textPrecision(Precision precision) {
    options.textPrecision = Objects.requireNonNull(precision, "precision");
    return this;
  }

  /**
   * Another preprocessing than the checkpoint's own; its size must be the model's.
   *
   * @param config for every picture
   * @return this builder
   */
  public ClipModelBuilder preprocessing(PreprocessConfig config) {
    options.preprocessing = Objects.requireNonNull(config, "config");
    return this;
  }

  /**
   * Another tokenizer dialect than the checkpoint's layout suggests.
   *
   * @param dialect whose tokenizer to follow
   * @return this builder
   */
  public ClipModelBuilder tokenizerDialect(TokenizerDialect dialect) {
    options.dialect = Objects.requireNonNull(dialect, "dialect");
    return this;
  }

  /**
   * What becomes of texts beyond the context length; {@link Truncation#CUT} unless set.
   *
   * @param truncation cut, or refuse
   * @return this builder
   */
  public ClipModelBuilder truncation(Truncation truncation) {
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
  public ClipModelBuilder batchSize(int size) {
    batchSize = requireCount("batchSize", size, MAX_BATCH);
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
  public ClipModelBuilder decodingThreads(int count) {
    threads = requireCount("decodingThreads", count, MAX_THREADS);
    return this;
  }

  /**
   * How many batches go through the network at the same time; 1 unless set, the fastest that was
   * measured. Each of them has a thread that the models on this device share, and libtorch's own
   * threads ({@link EngineThreads}) beside it: more than one may pay where all these together leave
   * processors idle.
   *
   * @param count from 1 to 1024
   * @return this builder
   * @throws IllegalArgumentException if not in [1, 1024]
   */
  public ClipModelBuilder concurrentBatches(int count) {
    concurrent = requireCount("concurrentBatches", count, MAX_THREADS);
    return this;
  }

  private static int requireCount(String name, int count, int most) {
    if (count < 1 || count > most) {
      throw new IllegalArgumentException(name + " must be in [1, " + most + "], is " + count);
    }
    return count;
  }

  /**
   * Where converted archives are kept, instead of the cache folder of this process.
   *
   * @param folder made if need be
   * @return this builder
   */
  public ClipModelBuilder cacheFolder(Path folder) {
    options.cache = Objects.requireNonNull(folder, "folder");
    return this;
  }

  /**
   * Whether a TorchScript archive that this library did not write may be run. Such an archive is a
   * program: say true only for one that you made or whose maker you trust. Off unless set.
   *
   * @param trusted true to run it
   * @return this builder
   */
  public ClipModelBuilder trustTorchScript(boolean trusted) {
    options.trustTorchScript = trusted;
    return this;
  }

  /**
   * Told the part of a conversion done so far, in [0, 1]; a model in the cache needs none.
   *
   * @param listener called from the loading thread
   * @return this builder
   */
  public ClipModelBuilder onProgress(DoubleConsumer listener) {
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
