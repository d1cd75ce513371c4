package io.github.clip4j.checkpoint;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ConfigDialect;
import io.github.clip4j.config.ConfigReader;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.TokenizerDialect;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import io.github.clip4j.weights.WeightFile;
import io.github.clip4j.weights.WeightReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An open checkpoint of any layout, checked against its architecture. Opening reads headers only;
 * weights are read when asked for. Thread-safe; {@link #close()} closes the files.
 *
 * @since 0.1.0
 */
public final class Checkpoint implements Closeable {
  private static final int SCAN = 1 << 16;

  private final WeightFile file;
  private final ClipConfig config;
  private final CheckpointLayout layout;
  private final String configOrigin;
  private final PreprocessConfig preprocessing;
  private final TensorSource tensors;
  private final Map<Path, FileStamp> stamps;

  private Checkpoint(
      WeightFile file,
      ClipConfig config,
      CheckpointLayout layout,
      String configOrigin,
      PreprocessConfig preprocessing,
      TensorSource tensors,
      Map<Path, FileStamp> stamps) {
    this.file = file;
    this.config = config;
    this.layout = layout;
    this.configOrigin = configOrigin;
    this.preprocessing = preprocessing;
    this.tensors = tensors;
    this.stamps = stamps;
  }

  /**
   * Opens a checkpoint with default options; see {@link #open(Path, CheckpointOptions)}.
   *
   * @param fileOrFolder as for {@link #open(Path, CheckpointOptions)}
   * @return the open checkpoint, for the caller to close
   * @throws IOException as {@link #open(Path, CheckpointOptions)}
   */
  public static Checkpoint open(Path fileOrFolder) throws IOException {
    return open(fileOrFolder, CheckpointOptions.defaults());
  }

  /**
   * Opens a folder or a lone weight file.
   *
   * @param fileOrFolder a folder in open_clip's or Hugging Face's layout, a safetensors file or its
   *     index, a PyTorch zip checkpoint, or OpenAI's TorchScript file
   * @param options which configuration to use and what else to check
   * @return the open checkpoint, for the caller to close
   * @throws ModelFormatException if a file is broken, unsafe or of an unsupported kind; {@link
   *     io.github.clip4j.errors.ModelMismatchException} if the tensors do not fit the architecture
   */
  public static Checkpoint open(Path fileOrFolder, CheckpointOptions options) throws IOException {
    Objects.requireNonNull(fileOrFolder, "fileOrFolder");
    Objects.requireNonNull(options, "options");
    CheckpointFiles files = CheckpointFiles.find(fileOrFolder);
    WeightFile weights = WeightReader.open(files.weights());
    try {
      return open(files, weights, options);
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private static Checkpoint open(
      CheckpointFiles files, WeightFile weights, CheckpointOptions options) throws IOException {
    Map<Path, FileStamp> stamps = new LinkedHashMap<>();
    for (Path file : weights.files()) {
      stamps.put(file, FileStamp.of(file));
    }
    Map<String, TensorView> found = NameDialect.views(weights.tensors());
    boolean torchScript = weights.format().equals("torchscript");
    boolean huggingFace = NameDialect.isHuggingFace(weights.tensors().keySet());
    Path configFile = options.configFile() != null ? options.configFile() : files.config();
    ClipConfig config;
    CheckpointLayout layout;
    String origin;
    String json = null;
    if (configFile != null) {
      ConfigReader.Loaded loaded = ConfigReader.read(configFile);
      config = loaded.config();
      json = loaded.json();
      origin = configFile.toString();
      layout =
          loaded.dialect() == ConfigDialect.HUGGING_FACE
              ? CheckpointLayout.HUGGING_FACE
              : torchScript ? CheckpointLayout.OPENAI : CheckpointLayout.OPEN_CLIP;
    } else {
      // Without a configuration: OpenAI's files and transformers' defaults are quick_gelu,
      // open_clip's default is the exact one.
      boolean quick = torchScript || huggingFace;
      Activation activation = quick ? Activation.QUICK_GELU : Activation.GELU;
      config = ConfigInference.infer(found, files.weights().toString(), activation);
      layout =
          torchScript
              ? CheckpointLayout.OPENAI
              : huggingFace ? CheckpointLayout.HUGGING_FACE : CheckpointLayout.OPEN_CLIP;
      origin =
          "inferred from shapes (64 channels a head; activation "
              + activation
              + (torchScript ? " as in OpenAI's files)" : " assumed)");
    }
    if (options.imageSize() != null) {
      config = withImageSize(config, options.imageSize());
    }
    if (options.contextLength() != null) {
      config = withContextLength(config, options.contextLength());
    }
    squeezeLogitScale(found);
    PositionEmbeddings.adapt(found, weights, config);
    Map<String, TensorView> checked =
        TensorCheck.check(found, ExpectedTensors.of(config), files.weights().toString());
    CanonicalTensors tensors = new CanonicalTensors(weights, checked);
    if (options.requireFinite()) {
      requireFinite(tensors, files.weights());
    }
    PreprocessConfig preprocessing =
        CheckpointPreprocessing.read(layout, json, configFile, files, config.vision().imageSize());
    return new Checkpoint(weights, config, layout, origin, preprocessing, tensors, stamps);
  }

  private static ClipConfig withImageSize(ClipConfig config, int size) throws ModelFormatException {
    if (config.vision() instanceof VitConfig v && size >= v.patchSize()) {
      return new ClipConfig(config.embedDim(), v.withImageSize(size), config.text());
    }
    if (config.vision().imageSize() == size) {
      return config;
    }
    throw new ModelFormatException(
        "CFG_IMAGE_SIZE",
        "the image size cannot become "
            + size
            + (config.vision() instanceof ResNetConfig
                ? ": a ResNet takes only the size it was trained for, "
                : ": it is smaller than one patch; as trained it is ")
            + config.vision().imageSize());
  }

  private static ClipConfig withContextLength(ClipConfig config, int length) {
    return new ClipConfig(
        config.embedDim(), config.vision(), config.text().withContextLength(length));
  }

  /** Some files keep the scale as a vector of one. */
  private static void squeezeLogitScale(Map<String, TensorView> found) {
    TensorView scale = found.get("logit_scale");
    if (scale instanceof TensorView.Renamed r && r.info().shape().equals(List.of(1L))) {
      found.put(
          "logit_scale",
          new TensorView.Renamed(
              new TensorInfo("logit_scale", r.info().dtype(), List.of()), r.source()));
    }
  }

  private static void requireFinite(TensorSource tensors, Path file) throws IOException {
    float[] buffer = new float[SCAN];
    for (TensorInfo info : tensors.tensors().values()) {
      long elements = info.elements();
      for (long at = 0; at < elements; at += SCAN) {
        int n = (int) Math.min(SCAN, elements - at);
        tensors.readFloats(info.name(), at, buffer, 0, n);
        int bad = CanonicalTensors.firstNotFinite(buffer, 0, n);
        if (bad >= 0) {
          throw new ModelFormatException(
              "W_NOT_FINITE",
              file + ": '" + info.name() + "' holds " + buffer[bad] + " at element " + (at + bad));
        }
      }
    }
  }

  /** {@return the architecture, image size override included} */
  public ClipConfig config() {
    return config;
  }

  /** {@return how pictures become this model's input, from the checkpoint's own files} */
  public PreprocessConfig preprocessing() {
    return preprocessing;
  }

  /** {@return who laid it out} */
  public CheckpointLayout layout() {
    return layout;
  }

  /** {@return {@code "safetensors"}, {@code "pytorch zip"} or {@code "torchscript"}} */
  public String format() {
    return file.format();
  }

  /** {@return where the architecture came from: a file's path, or how it was inferred} */
  public String configOrigin() {
    return configOrigin;
  }

  /** {@return the files of weights, one or all shards} */
  public List<Path> files() {
    return file.files();
  }

  /**
   * {@return all tensors in open_clip's names and shapes ({@code visual.*}, {@code transformer.*},
   * …), exactly those of the architecture} Closed with this checkpoint.
   */
  public TensorSource tensors() {
    return tensors;
  }

  /**
   * {@return what torch counts as parameters: all elements but running statistics of batch norms}
   */
  public long parameterCount() {
    long sum = 0;
    for (TensorInfo info : tensors.tensors().values()) {
      boolean statistic =
          info.name().endsWith(".running_mean") || info.name().endsWith(".running_var");
      sum += statistic ? 0 : info.elements();
    }
    return sum;
  }

  /**
   * {@return the factor of cosines before the softmax: {@code exp(logit_scale)}, about 100}
   *
   * @throws IOException if a file of weights cannot be read
   */
  public float logitScale() throws IOException {
    float[] value = new float[1];
    tensors.readFloats("logit_scale", 0, value, 0, 1);
    return (float) Math.exp(value[0]);
  }

  /**
   * {@return whose tokenizer the text tower was trained to follow: transformers' for Hugging Face's
   * layout, open_clip's for the others (OpenAI's cleans the same way)}
   */
  public TokenizerDialect tokenizerDialect() {
    return layout == CheckpointLayout.HUGGING_FACE
        ? TokenizerDialect.HUGGING_FACE
        : TokenizerDialect.OPEN_CLIP;
  }

  /**
   * {@return a key for what is made of this checkpoint, in hexadecimal: SHA-256 over the
   * architecture and every byte of the weight files, wherever they lie} Reads the files from end to
   * end, which takes about as long as reading does: see {@link #contentHash(Path)}.
   *
   * @throws IOException if a file cannot be read, or changed since it was opened
   */
  public String contentHash() throws IOException {
    return contentKey(null);
  }

  /**
   * {@return the same key, with the hash of each file remembered, so that it costs a look-up until
   * a file changes} What is trusted, as in git's index: a file of the same path, size, number, time
   * of change and (where the system has it) time of change of status holds the same bytes; a file
   * changed within the last seconds is always read.
   *
   * @param memory a folder for this, which is made; everything in it may be deleted at any time. If
   *     it cannot be written, every call reads the files
   * @throws IOException if a file of weights cannot be read
   */
  public String contentHash(Path memory) throws IOException {
    Objects.requireNonNull(memory, "memory");
    return contentKey(new HashMemory(memory));
  }

  /**
   * {@return SHA-256 of a file's bytes, in hexadecimal; for an archive that is run as it is}
   *
   * @param file any file
   * @throws IOException if the file cannot be read
   */
  public static String fileHash(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    return ContentKey.hash(file);
  }

  private String contentKey(@Nullable HashMemory memory) throws IOException {
    requireUnchanged();
    String key = ContentKey.of(file.files(), config.toString(), memory);
    requireUnchanged();
    return key;
  }

  /** What is hashed is opened anew by name and must be what was opened and checked. */
  private void requireUnchanged() throws IOException {
    for (Map.Entry<Path, FileStamp> e : stamps.entrySet()) {
      if (!FileStamp.of(e.getKey()).equals(e.getValue())) {
        throw new IOException(e.getKey() + " changed since it was opened; load it again");
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
