package io.github.clip4j.config;

import java.util.List;
import java.util.Objects;

/**
 * OpenAI's ModifiedResNet image tower: three-convolution stem, anti-aliased strides, attention
 * pooling.
 *
 * @param imageSize side of the square input, in pixels; a multiple of 32
 * @param layers bottleneck blocks of each of the four stages
 * @param width channels of the stem's output; the last stage has {@code 32 * width}
 * @param heads heads of the attention pooling, {@code width * 32 / head_width}
 * @since 0.1.0
 */
public record ResNetConfig(int imageSize, List<Integer> layers, int width, int heads)
    implements VisionConfig {
  /**
   * Copies the list.
   *
   * @param imageSize side of the square input, in pixels
   * @param layers bottleneck blocks of each of the four stages
   * @param width channels of the stem's output
   * @param heads heads of the attention pooling, {@code width * 32 / head_width}
   */
  public ResNetConfig {
    layers = List.copyOf(Objects.requireNonNull(layers, "layers"));
  }
}
