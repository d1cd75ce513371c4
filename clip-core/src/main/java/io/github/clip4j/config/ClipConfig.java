package io.github.clip4j.config;

import java.util.Objects;

/**
 * The architecture of one CLIP model.
 *
 * @param embedDim length of image and text vectors
 * @param vision the image tower
 * @param text the text tower
 * @since 0.1.0
 */
public record ClipConfig(int embedDim, VisionConfig vision, TextConfig text) {
  /**
   * Checks that nothing is missing.
   *
   * @param embedDim length of image and text vectors
   * @param vision the image tower
   * @param text the text tower
   */
  public ClipConfig {
    Objects.requireNonNull(vision, "vision");
    Objects.requireNonNull(text, "text");
  }
}
