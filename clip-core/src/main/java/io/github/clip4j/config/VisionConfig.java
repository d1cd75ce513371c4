package io.github.clip4j.config;

/**
 * The image tower: a vision transformer or OpenAI's modified ResNet.
 *
 * @since 0.1.0
 */
public sealed interface VisionConfig permits VitConfig, ResNetConfig {
  /** {@return side of the square input picture, in pixels} */
  int imageSize();

  /**
   * {@return width of the transformer, or of the ResNet's stem (its output has 32 times as many
   * channels)}
   */
  int width();

  /** {@return attention heads of each block, or of the ResNet's attention pooling} */
  int heads();
}
