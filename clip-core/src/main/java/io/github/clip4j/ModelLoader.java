package io.github.clip4j;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.checkpoint.CheckpointOptions;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.errors.EngineUnavailableException;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.errors.ModelMismatchException;
import io.github.clip4j.errors.UnsafeModelException;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.tokenizer.TokenizerDialect;
import io.github.clip4j.tokenizer.Truncation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** From a name to a model that runs: find, open and check, convert or take from the cache, load. */
final class ModelLoader {
  private ModelLoader() {}

  /** What the builder collected; see its setters. */
  static final class Options {
    String name = StarterFiles.NAME;
    @Nullable Path path;
    @Nullable Path configFile;
    @Nullable Integer imageSize;
    @Nullable Integer contextLength;
    boolean requireFinite;
    @Nullable Device device;
    Precision imagePrecision = Precision.AUTO;
    Precision textPrecision = Precision.AUTO;
    @Nullable PreprocessConfig preprocessing;
    @Nullable TokenizerDialect dialect;
    Truncation truncation = Truncation.CUT;
    Path cache = CacheFolder.ofThisProcess();
    boolean trustTorchScript;
    DoubleConsumer progress = done -> {};
  }

  /**
   * A model that runs.
   *
   * @param trimmable whether cutting a batch to its longest text changes no vector
   */
  record Loaded(
      ArchiveEngine engine,
      Path archive,
      ClipConfig config,
      ImagePreprocessor preprocessor,
      ClipTokenizer tokenizer,
      float logitScale,
      long parameterCount,
      PrecisionChoice precision,
      boolean trimmable,
      String fingerprint) {}

  static Loaded load(Options options) throws IOException {
    Path location =
        options.path != null
            ? ModelLocator.local(options.path, options.cache)
            : ModelLocator.locate(options.name, options.cache);
    boolean torchScript = TrustedArchive.isTorchScript(location);
    if (torchScript && options.trustTorchScript) {
      return TrustedArchive.load(location, options);
    }
    try (Checkpoint checkpoint = open(location, options)) {
      return load(checkpoint, options);
    } catch (ModelFormatException e) {
      // A broken file stays one; only weights that are no CLIP may mean that it was to be run.
      boolean noClip = e instanceof ModelMismatchException || e.code().startsWith("CFG_");
      if (!torchScript || !noClip) {
        throw e;
      }
      UnsafeModelException refused =
          new UnsafeModelException(
              "TS_NOT_TRUSTED",
              location
                  + " is a TorchScript archive, which is a program; it was read as a container of"
                  + " weights only, and they make no CLIP here. If you trust its maker, run it with"
                  + " trustTorchScript(true). As weights: "
                  + e.getMessage());
      refused.addSuppressed(e);
      throw refused;
    }
  }

  private static Checkpoint open(Path location, Options options) throws IOException {
    return Checkpoint.open(
        location,
        new CheckpointOptions(
            options.configFile, options.requireFinite, options.imageSize, options.contextLength));
  }

  private static Loaded load(Checkpoint checkpoint, Options options) throws IOException {
    ClipConfig config = checkpoint.config();
    PreprocessConfig preprocessing =
        options.preprocessing != null ? options.preprocessing : checkpoint.preprocessing();
    requireSize(preprocessing, config);
    ClipTokenizer tokenizer =
        ClipTokenizer.builder()
            .dialect(options.dialect != null ? options.dialect : checkpoint.tokenizerDialect())
            .contextLength(config.text().contextLength())
            .truncation(options.truncation)
            .build();
    PrecisionChoice precision =
        AutoPrecision.choose(
            options.imagePrecision,
            options.textPrecision,
            config,
            device(options.device),
            CpuFeatures.ofThisMachine());
    ArchiveCache cache = new ArchiveCache(options.cache, OneDnn.use(device(options.device)));
    Started started;
    try {
      started = start(cache, checkpoint, precision, options);
    } catch (ModelFormatException withoutOneDnn) {
      // A libtorch that was built otherwise: the plain archive runs everywhere.
      cache = new ArchiveCache(options.cache, false);
      started = start(cache, checkpoint, precision, options);
    }
    boolean auto =
        options.imagePrecision == Precision.AUTO || options.textPrecision == Precision.AUTO;
    if (auto && !precision.isFp32()) {
      precision = nearEnough(started, cache, checkpoint, precision, options);
      if (precision.image() != started.precision.image()
          || precision.text() != started.precision.text()) {
        started.engine.close();
        started = start(cache, checkpoint, precision, options);
      }
    }
    return new Loaded(
        started.engine,
        started.archive,
        config,
        new ImagePreprocessor(preprocessing),
        tokenizer,
        checkpoint.logitScale(),
        checkpoint.parameterCount(),
        precision,
        trimmable(config.text()),
        cache.contentHash(checkpoint));
  }

  private static Device device(@Nullable Device wanted) throws EngineUnavailableException {
    Engine engine = EngineStart.require();
    if (wanted != null && wanted.isGpu() && wanted.getDeviceId() >= engine.getGpuCount()) {
      throw new EngineUnavailableException(
          "device "
              + wanted
              + " was asked for and libtorch sees "
              + engine.getGpuCount()
              + " GPUs: install the driver and take DJL's CUDA build of the native library instead of"
              + " pytorch-native-cpu, or use Device.cpu()",
          null);
    }
    return wanted != null ? wanted : engine.defaultDevice();
  }

  /** An archive that runs. */
  private record Started(ArchiveEngine engine, Path archive, PrecisionChoice precision) {}

  private static Started start(
      ArchiveCache cache, Checkpoint checkpoint, PrecisionChoice precision, Options options)
      throws IOException {
    ClipConfig config = checkpoint.config();
    Path archive = cache.archive(checkpoint, precision, options.progress);
    try {
      return new Started(start(archive, config, options), archive, precision);
    } catch (ModelFormatException damaged) {
      // What lies in the cache was written by this library and moved there whole: if it does not
      // load, it was damaged since, and the checkpoint is still there to make it again.
      cache.discard(checkpoint, precision);
      archive = cache.archive(checkpoint, precision, options.progress);
      return new Started(start(archive, config, options), archive, precision);
    }
  }

  /** The choice after its vectors were compared with fp32's, once for each checkpoint. */
  private static PrecisionChoice nearEnough(
      Started started,
      ArchiveCache cache,
      Checkpoint checkpoint,
      PrecisionChoice precision,
      Options options)
      throws IOException {
    try {
      PrecisionCheck check =
          cache.check(
              checkpoint,
              precision,
              fp32 -> {
                try (ArchiveEngine exact = start(fp32, checkpoint.config(), options)) {
                  return NetworkThreads.aside(
                      () -> PrecisionCheck.measure(exact, started.engine, checkpoint.config()));
                }
              });
      return check.apply(
          precision,
          options.imagePrecision == Precision.AUTO,
          options.textPrecision == Precision.AUTO);
    } catch (IOException | RuntimeException | Error e) {
      started.engine.close();
      throw e;
    }
  }

  private static ArchiveEngine start(Path archive, ClipConfig config, Options options)
      throws IOException {
    return ArchiveEngine.load(
        archive, options.device, config.vision().imageSize(), config.text().contextLength());
  }

  private static boolean trimmable(TextConfig text) {
    return text.causalMask() && text.pooling() != TextPooling.LAST;
  }

  static void requireSize(PreprocessConfig preprocessing, ClipConfig config) {
    if (preprocessing.size() != config.vision().imageSize()) {
      throw new IllegalArgumentException(
          "preprocessing makes pictures of side "
              + preprocessing.size()
              + ", the model takes "
              + config.vision().imageSize());
    }
  }
}
