package io.github.clip4j;

import io.github.clip4j.torchscript.WeightPrecision;

/**
 * How the matrix products of the transformer blocks are computed. Everything else, vectors
 * included, is float32 in any case.
 */
public enum Precision {
  /** The one this library judges best; today always {@link #FP32}. */
  AUTO,
  /** float32 weights and arithmetic: equal to the reference up to rounding. */
  FP32,
  /**
   * Half precision weights, float32 arithmetic: half the memory, faster for single inputs, and
   * nothing lost where the checkpoint's weights are halves, as OpenAI's are. CPU only.
   */
  FP16,
  /**
   * 8-bit weights with a scale for each output channel, inputs quantised at each call: a quarter of
   * the memory and the fastest; vectors are near those of fp32, not equal. CPU only.
   */
  INT8;

  /** What {@link #AUTO} stands for, or this one itself. */
  Precision chosen() {
    return this == AUTO ? FP32 : this;
  }

  WeightPrecision weights() {
    return switch (chosen()) {
      case FP16 -> WeightPrecision.FP16;
      case INT8 -> WeightPrecision.INT8;
      default -> WeightPrecision.FP32;
    };
  }
}
