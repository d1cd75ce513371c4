package io.github.clip4j.checkpoint;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.image.PreprocessConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds how pictures are prepared: from the checkpoint's own JSON, else its layout's default. */
final class Preprocessing {
  /** Far above any real file; keeps a hostile one from the heap. */
  private static final long MAX_JSON = 1 << 20;

  private Preprocessing() {}

  /**
   * Reads the preprocessing.
   *
   * @param configFile the model's configuration; open_clip's holds {@code preprocess_cfg}
   * @param preprocessor Hugging Face's {@code preprocessor_config.json}
   * @param imageSize what the model takes; the result has this size
   */
  static PreprocessConfig read(
      CheckpointLayout layout,
      @Nullable Path configFile,
      @Nullable Path preprocessor,
      int imageSize)
      throws IOException {
    PreprocessConfig found;
    if (layout == CheckpointLayout.HUGGING_FACE) {
      found =
          preprocessor == null
              ? PreprocessConfig.huggingFace(imageSize)
              : parse(preprocessor, PreprocessConfig::fromHuggingFaceJson);
    } else {
      found =
          configFile == null
              ? PreprocessConfig.openClip(imageSize)
              : parse(configFile, json -> PreprocessConfig.fromOpenClipJson(json, imageSize));
    }
    return found.size() == imageSize ? found : found.withSize(imageSize);
  }

  @FunctionalInterface
  private interface Parser {
    PreprocessConfig parse(String json);
  }

  private static PreprocessConfig parse(Path file, Parser parser) throws IOException {
    if (Files.size(file) > MAX_JSON) {
      throw new ModelFormatException("CFG_TOO_LARGE", file + ": more than " + MAX_JSON + " bytes");
    }
    try {
      return parser.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException("CFG_PREPROCESSING", file + ": " + e.getMessage(), e);
    }
  }
}
