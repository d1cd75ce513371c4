package io.github.clip4j;

import io.github.clip4j.torchscript.WeightPrecision;

/**
 * How the matrix products of a tower's transformer blocks are computed. Everything else, vectors
 * included, is float32 in any case. Each tower has its own.
 *
 * @since 0.1.0
 */
public enum Precision {
  /**
   * The fastest on this processor, by a table of measurements, whose vectors keep a cosine of at
   * least {@value PrecisionChoice#LEAST_COSINE} to those of {@link #FP32}; that is measured once
   * for each checkpoint. {@link ClipModel#precisionChoice()} says what it came to and why.
   */
  AUTO,
  /** float32 weights and arithmetic: equal to the reference up to rounding. */
  FP32,
  /**
   * Half precision weights, float32 arithmetic: half the memory, and nothing lost where the
   * checkpoint's weights are halves, as OpenAI's are. CPU only.
   */
  FP16,
  /**
   * bfloat16 weights and products, sums in float32: half the memory and, on a processor with such
   * instructions, the fastest. Without them it is hundreds of times slower, hence refused.
   */
  BF16,
  /**
   * 8-bit weights with a scale for each output channel, inputs quantised at each call: a quarter of
   * the memory; vectors are near those of fp32, not equal. CPU only.
   */
  INT8;

  /**
   * How the archive's writer calls it.
   *
   * @param oneDnn whether the archive is for this machine, with oneDNN in its libtorch; others must
   *     run anywhere
   */
  WeightPrecision weights(boolean oneDnn) {
    return switch (this) {
      case AUTO -> throw new IllegalStateException("not decided yet");
      case FP32 -> oneDnn ? WeightPrecision.FP32_ONEDNN : WeightPrecision.FP32;
      case FP16 -> oneDnn ? WeightPrecision.FP16_ONEDNN : WeightPrecision.FP16;
      case BF16 -> oneDnn ? WeightPrecision.BF16_ONEDNN : WeightPrecision.BF16;
      case INT8 ->
          oneDnn && CpuFeatures.ofThisMachine().hasVnni()
              ? WeightPrecision.INT8_VNNI
              : WeightPrecision.INT8;
    };
  }
}
