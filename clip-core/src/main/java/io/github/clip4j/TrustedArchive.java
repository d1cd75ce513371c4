package io.github.clip4j;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.checkpoint.CheckpointLayout;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ConfigDialect;
import io.github.clip4j.config.ConfigReader;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.tokenizer.TokenizerDialect;
import io.github.clip4j.translate.ImageTensorTranslator;
import io.github.clip4j.translate.ModuleMethod;
import io.github.clip4j.translate.TokenTensorTranslator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A TorchScript archive that somebody else made, run as the program it is because the caller trusts
 * it. Sizes and preprocessing come from the configuration given or beside it; which methods take
 * pixels and ids is read from its class text, and what a lone {@code forward} takes is tried.
 */
final class TrustedArchive {
  /** The largest logit scale of CLIP's training, for archives that carry none. */
  private static final float USUAL_LOGIT_SCALE = 100;

  private static final int MAX_CODE = 64 << 20;

  private TrustedArchive() {}

  /** Whether the file is a zip with TorchScript code; nothing is run or unpacked. */
  static boolean isTorchScript(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(e -> e.getName().endsWith("/constants.pkl"));
    } catch (ZipException e) {
      return false;
    }
  }

  static ModelLoader.Loaded load(Path file, ModelLoader.Options options) throws IOException {
    if (isPacked(options.imagePrecision) || isPacked(options.textPrecision)) {
      throw new IllegalArgumentException(
          "the precision of a trusted archive is its own; leave precision(...) out");
    }
    ConfigReader.Loaded read = ConfigReader.read(configFile(file, options.configFile));
    ClipConfig config = read.config();
    CheckpointLayout layout =
        read.dialect() == ConfigDialect.HUGGING_FACE
            ? CheckpointLayout.HUGGING_FACE
            : CheckpointLayout.OPEN_CLIP;
    PreprocessConfig preprocessing =
        options.preprocessing != null
            ? options.preprocessing
            : preprocessing(file, read, layout, config.vision().imageSize());
    ModelLoader.requireSize(preprocessing, config);
    TokenizerDialect dialect =
        options.dialect != null
            ? options.dialect
            : layout == CheckpointLayout.HUGGING_FACE
                ? TokenizerDialect.HUGGING_FACE
                : TokenizerDialect.OPEN_CLIP;
    ArchiveEngine engine = start(file, options, config);
    ParameterList parameters = engine.model().getBlock().getParameters();
    return new ModelLoader.Loaded(
        engine,
        file,
        config,
        new ImagePreprocessor(preprocessing),
        ClipTokenizer.builder()
            .dialect(dialect)
            .contextLength(config.text().contextLength())
            .truncation(options.truncation)
            .build(),
        logitScale(parameters),
        count(parameters),
        new PrecisionChoice(Precision.FP32, Precision.FP32, "a trusted archive is run as it is"),
        // Tracing bakes the causal mask's size in: texts go in at full length.
        false,
        Checkpoint.fileHash(file));
  }

  private static boolean isPacked(Precision wish) {
    return wish != Precision.AUTO && wish != Precision.FP32;
  }

  /** With the two methods where there are both, else with what {@code forward} takes. */
  private static ArchiveEngine start(Path file, ModelLoader.Options options, ClipConfig config)
      throws IOException {
    String code = code(file);
    ModuleMethod image = method(code, ModuleMethod.ENCODE_IMAGE, ModuleMethod.GET_IMAGE_FEATURES);
    ModuleMethod text = method(code, ModuleMethod.ENCODE_TEXT, ModuleMethod.GET_TEXT_FEATURES);
    int size = config.vision().imageSize();
    if (image == null || text == null) {
      return ArchiveEngine.load(
          file, options.device, size, model -> new ForwardTowers(model, file, config).find());
    }
    TokenTensorTranslator ids =
        TokenTensorTranslator.of(config.text().contextLength()).withMethod(text);
    ArchiveEngine.Towers towers =
        new ArchiveEngine.Towers(
            ImageTensorTranslator.of(size).withMethod(image),
            takesMask(code, text) ? ids.withAttentionMask() : ids);
    return ArchiveEngine.load(file, options.device, size, model -> towers);
  }

  /** Whether the method's second argument, if it has one, is a mask beside the ids. */
  private static boolean takesMask(String code, ModuleMethod method) {
    return Pattern.compile("def " + method.name() + "\\(self[^)]*attention_mask: Tensor")
        .matcher(code)
        .find();
  }

  /**
   * Whether this library's class text lies in the archive. Anybody may write that: it tells one's
   * own files from others by mistake, not by malice.
   */
  static boolean isOwn(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return zip.getEntry("clip/code/__torch__/clip4j/clip.py") != null;
    } catch (ZipException e) {
      return false;
    }
  }

  private static Path configFile(Path archive, @Nullable Path given) throws IOException {
    if (given != null) {
      return given;
    }
    for (String name : List.of("open_clip_config.json", "config.json")) {
      Path beside = archive.resolveSibling(name);
      if (Files.isRegularFile(beside)) {
        return beside;
      }
    }
    throw new ModelFormatException(
        "TS_NO_CONFIG",
        archive
            + ": an archive does not tell its sizes; put an open_clip_config.json or config.json"
            + " beside it, or give one with configFile(...)");
  }

  private static PreprocessConfig preprocessing(
      Path archive, ConfigReader.Loaded read, CheckpointLayout layout, int size)
      throws IOException {
    try {
      if (layout == CheckpointLayout.OPEN_CLIP) {
        return PreprocessConfig.fromOpenClipJson(read.json(), size);
      }
      Path beside = archive.resolveSibling("preprocessor_config.json");
      return Files.isRegularFile(beside)
          ? PreprocessConfig.fromHuggingFaceJson(Files.readString(beside))
          : PreprocessConfig.huggingFace(size);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          "CFG_PREPROCESSING", "preprocessing of " + archive + ": " + e.getMessage(), e);
    }
  }

  /** The class text of all modules, for looking up which methods there are. */
  private static String code(Path file) throws IOException {
    StringBuilder code = new StringBuilder();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> sources =
          zip.stream()
              .filter(e -> e.getName().contains("/code/") && e.getName().endsWith(".py"))
              .toList();
      for (ZipEntry source : sources) {
        try (InputStream in = zip.getInputStream(source)) {
          code.append(new String(in.readNBytes(MAX_CODE), StandardCharsets.UTF_8));
        }
      }
    }
    return code.toString();
  }

  private static @Nullable ModuleMethod method(String code, ModuleMethod... candidates) {
    return Arrays.stream(candidates)
        .filter(m -> code.contains("def " + m.name() + "("))
        .findFirst()
        .orElse(null);
  }

  private static float logitScale(ParameterList parameters) {
    for (Pair<String, Parameter> parameter : parameters) {
      NDArray array = parameter.getValue().getArray();
      if (parameter.getKey().endsWith("logit_scale") && array.size() == 1) {
        return (float) Math.exp(array.toFloatArray()[0]);
      }
    }
    return USUAL_LOGIT_SCALE;
  }

  private static long count(ParameterList parameters) {
    List<Long> sizes = new ArrayList<>();
    parameters.values().forEach(p -> sizes.add(p.getArray().size()));
    return sizes.stream().mapToLong(Long::longValue).sum();
  }
}
