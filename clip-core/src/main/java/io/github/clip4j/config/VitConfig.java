package io.github.clip4j.config;

import java.util.Objects;

/**
 * A vision transformer image tower, in open_clip's terms.
 *
 * @param imageSize side of the square input, in pixels; the grid is {@code imageSize / patchSize}
 * @param patchSize side of one patch, in pixels
 * @param width channels of the residual stream
 * @param layers residual blocks
 * @param heads attention heads; divides {@code width}
 * @param mlpWidth hidden channels of each MLP, {@code int(width * mlp_ratio)}
 * @param activation activation of the MLPs
 * @param layerNormEps epsilon of every layer norm
 * @param preNorm whether {@code ln_pre} precedes the blocks (false for {@code no_ln_pre})
 * @param pooling how tokens become one vector
 * @param finalNormAfterPool whether {@code ln_post} follows the pooling instead of preceding it
 * @since 0.1.0
 */
public record VitConfig(
    int imageSize,
    int patchSize,
    int width,
    int layers,
    int heads,
    int mlpWidth,
    Activation activation,
    double layerNormEps,
    boolean preNorm,
    VisionPooling pooling,
    boolean finalNormAfterPool)
    implements VisionConfig {
  /**
   * Checks that nothing is missing.
   *
   * @param imageSize side of the square input, in pixels
   * @param patchSize side of one patch, in pixels
   * @param width channels of the residual stream
   * @param layers residual blocks
   * @param heads attention heads
   * @param mlpWidth hidden channels of each MLP, {@code int(width * mlp_ratio)}
   * @param activation activation of the MLPs
   * @param layerNormEps epsilon of every layer norm
   * @param preNorm whether {@code ln_pre} precedes the blocks (false for {@code no_ln_pre})
   * @param pooling how tokens become one vector
   * @param finalNormAfterPool whether {@code ln_post} follows the pooling instead of preceding it
   */
  public VitConfig {
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(pooling, "pooling");
  }

  /**
   * {@return the same tower for pictures of another side}
   *
   * @param side in pixels
   */
  public VitConfig withImageSize(int side) {
    return new VitConfig(
        side,
        patchSize,
        width,
        layers,
        heads,
        mlpWidth,
        activation,
        layerNormEps,
        preNorm,
        pooling,
        finalNormAfterPool);
  }

  /** {@return patches along one side} */
  public int grid() {
    return imageSize / patchSize;
  }
}
