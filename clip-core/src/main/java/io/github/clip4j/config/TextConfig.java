package io.github.clip4j.config;

import java.util.Objects;

/**
 * CLIP's own text transformer.
 *
 * @param contextLength positions, start and end token included
 * @param vocabSize rows of the token table
 * @param width channels of the residual stream
 * @param heads attention heads; divides {@code width}
 * @param layers residual blocks
 * @param mlpWidth hidden channels of each MLP
 * @param activation activation of the MLPs
 * @param layerNormEps epsilon of every layer norm
 * @param causalMask whether a token sees only itself and those before it
 * @param pooling which token becomes the vector
 * @param endOfTextId id that {@link TextPooling#END_OF_TEXT} looks for; unused otherwise
 * @since 0.1.0
 */
public record TextConfig(
    int contextLength,
    int vocabSize,
    int width,
    int heads,
    int layers,
    int mlpWidth,
    Activation activation,
    double layerNormEps,
    boolean causalMask,
    TextPooling pooling,
    int endOfTextId) {
  /**
   * Checks that nothing is missing.
   *
   * @param contextLength positions, start and end token included
   * @param vocabSize rows of the token table
   * @param width channels of the residual stream
   * @param heads attention heads
   * @param layers residual blocks
   * @param mlpWidth hidden channels of each MLP
   * @param activation activation of the MLPs
   * @param layerNormEps epsilon of every layer norm
   * @param causalMask whether a token sees only itself and those before it
   * @param pooling which token becomes the vector
   * @param endOfTextId id that {@link TextPooling#END_OF_TEXT} looks for
   */
  public TextConfig {
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(pooling, "pooling");
  }

  /**
   * {@return the same tower for texts of another length}
   *
   * @param positions start and end token included
   */
  public TextConfig withContextLength(int positions) {
    return new TextConfig(
        positions,
        vocabSize,
        width,
        heads,
        layers,
        mlpWidth,
        activation,
        layerNormEps,
        causalMask,
        pooling,
        endOfTextId);
  }
}
