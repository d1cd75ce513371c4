package io.github.clip4j.config;

import com.google.gson.JsonObject;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads a configuration file in whichever dialect it is written. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class ConfigReader {
  private static final long MAX_BYTES = 4 << 20;

  /**
   * A configuration with its source.
   *
   * @param config the architecture
   * @param dialect who wrote it
   * @param json the whole file, for the parts that other packages read (preprocessing)
   */
  public record Loaded(ClipConfig config, ConfigDialect dialect, String json) {
    /**
     * Checks that nothing is missing.
     *
     * @param config the architecture
     * @param dialect who wrote it
     * @param json the whole file, for the parts that other packages read (preprocessing)
     */
    public Loaded {
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(dialect, "dialect");
      Objects.requireNonNull(json, "json");
    }
  }

  private ConfigReader() {}

  /**
   * Reads a configuration file.
   *
   * @param file {@code open_clip_config.json}, one of open_clip's model configurations, or Hugging
   *     Face's {@code config.json}
   * @return the configuration with the dialect it was written in
   * @throws ModelFormatException if it is broken, of another kind of model, or asks for parts that
   *     CLIP's own towers do not have (codes {@code CFG_*})
   */
  public static Loaded read(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    JsonObject json = JsonFiles.readObject(file, MAX_BYTES);
    if (OpenClipConfig.recognises(json)) {
      return new Loaded(
          OpenClipConfig.parse(json, file.toString()), ConfigDialect.OPEN_CLIP, json.toString());
    }
    if (HuggingFaceConfig.recognises(json)) {
      return new Loaded(
          HuggingFaceConfig.parse(json, file.toString()),
          ConfigDialect.HUGGING_FACE,
          json.toString());
    }
    throw new ModelFormatException(
        "CFG_UNKNOWN",
        file
            + ": neither an open_clip configuration (model_cfg) nor a Hugging Face CLIP"
            + " configuration (model_type, text_config, vision_config)"
            + (json.has("architecture") ? "; it looks like timm's, which describes no CLIP" : ""));
  }
}
