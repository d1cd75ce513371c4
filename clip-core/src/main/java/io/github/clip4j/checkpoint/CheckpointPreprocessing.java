package io.github.clip4j.checkpoint;

import com.google.gson.JsonElement;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How pictures are prepared for a checkpoint, from what lies beside its weights. */
final class CheckpointPreprocessing {
  private static final long MAX_BYTES = 1 << 20;

  private CheckpointPreprocessing() {}

  /**
   * Reads it. The image tower decides the size: open_clip does so too, and a tower takes no other.
   *
   * @param layout whose JSON to expect
   * @param configJson the configuration file's contents, or null
   * @param configFile the configuration file, or null
   * @param files the checkpoint's files
   * @param imageSize side of the tower's input
   */
  static PreprocessConfig read(
      CheckpointLayout layout,
      @Nullable String configJson,
      @Nullable Path configFile,
      CheckpointFiles files,
      int imageSize)
      throws IOException {
    PreprocessConfig config =
        layout == CheckpointLayout.HUGGING_FACE
            ? huggingFace(configFile, files, imageSize)
            : openClip(configJson, configFile, imageSize);
    return config.size() == imageSize ? config : config.withSize(imageSize);
  }

  private static PreprocessConfig openClip(
      @Nullable String json, @Nullable Path file, int imageSize) throws ModelFormatException {
    JsonElement section =
        json == null ? null : JsonFiles.parse(json, String.valueOf(file)).get("preprocess_cfg");
    if (section == null || section.isJsonNull()) {
      return PreprocessConfig.openClip(imageSize);
    }
    if (!section.isJsonObject()) {
      throw new ModelFormatException(
          "CFG_INVALID_FIELD", file + ": preprocess_cfg must be an object, is " + section);
    }
    return named(file, () -> PreprocessConfig.fromOpenClipJson(section.toString(), imageSize));
  }

  private static PreprocessConfig huggingFace(
      @Nullable Path configFile, CheckpointFiles files, int imageSize) throws IOException {
    Path file = files.preprocessor();
    if (configFile != null) {
      Path sibling = configFile.resolveSibling("preprocessor_config.json");
      file = Files.isRegularFile(sibling) ? sibling : file;
    }
    if (file == null) {
      return PreprocessConfig.huggingFace(imageSize);
    }
    String json = JsonFiles.readObject(file, MAX_BYTES).toString();
    return named(file, () -> PreprocessConfig.fromHuggingFaceJson(json));
  }

  private static PreprocessConfig named(@Nullable Path file, Supplier<PreprocessConfig> read)
      throws ModelFormatException {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          "CFG_INVALID_FIELD", file + ": preprocessing: " + e.getMessage(), e);
    }
  }
}
