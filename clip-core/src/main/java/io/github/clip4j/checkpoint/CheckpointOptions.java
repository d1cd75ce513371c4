package io.github.clip4j.checkpoint;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to open a checkpoint. Immutable; start from {@link #defaults()}.
 *
 * @param configFile configuration to use instead of the one beside the weights, or null
 * @param requireFinite whether every weight is read once at opening and NaN or infinity refused
 * @param imageSize side of the input picture to adapt a vision transformer to, or null for the
 *     configuration's own
 * @param contextLength positions of a text to adapt the text tower to, or null for the
 *     configuration's own
 * @since 0.1.0
 */
public record CheckpointOptions(
    @Nullable Path configFile,
    boolean requireFinite,
    @Nullable Integer imageSize,
    @Nullable Integer contextLength) {
  private static final CheckpointOptions DEFAULTS = new CheckpointOptions(null, false, null, null);

  /**
   * Checks the sizes.
   *
   * @param configFile configuration to use instead of the one beside the weights, or null
   * @param requireFinite whether every weight is read once at opening and NaN or infinity refused
   * @param imageSize side of the input picture to adapt a vision transformer to, or null for the
   *     configuration's own
   * @param contextLength positions of a text to adapt the text tower to, or null for the
   *     configuration's own
   */
  public CheckpointOptions {
    if (imageSize != null && (imageSize < 1 || imageSize > 1 << 14)) {
      throw new IllegalArgumentException("imageSize must be in [1, 16384], is " + imageSize);
    }
    if (contextLength != null && (contextLength < 3 || contextLength > 1 << 14)) {
      throw new IllegalArgumentException(
          "contextLength must be in [3, 16384], is " + contextLength);
    }
  }

  /** {@return the checkpoint's own configuration, weights not scanned, image size as trained} */
  public static CheckpointOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options with another configuration file}
   *
   * @param file open_clip's or Hugging Face's JSON
   */
  public CheckpointOptions withConfigFile(Path file) {
    return new CheckpointOptions(
        Objects.requireNonNull(file, "file"), requireFinite, imageSize, contextLength);
  }

  /**
   * {@return these options with or without the scan for NaN and infinity}
   *
   * @param required true to search every weight
   */
  public CheckpointOptions withRequireFinite(boolean required) {
    return new CheckpointOptions(configFile, required, imageSize, contextLength);
  }

  /**
   * {@return these options with another input size, in pixels}
   *
   * @param size a multiple of the patch size
   */
  public CheckpointOptions withImageSize(int size) {
    return new CheckpointOptions(configFile, requireFinite, size, contextLength);
  }

  /**
   * {@return these options with another context length, in tokens, start and end token included}
   *
   * @param tokens start and end token included
   */
  public CheckpointOptions withContextLength(int tokens) {
    return new CheckpointOptions(configFile, requireFinite, imageSize, tokens);
  }
}
