package io.github.clip4j.torchscript;

import java.util.Locale;

/** How the matrices of the transformer blocks are stored and multiplied; all else is float32. */
public enum WeightPrecision {
  /** float32 weights and arithmetic. */
  FP32,
  /** Half precision weights, float32 arithmetic. */
  FP16,
  /** float32 by oneDNN with weights packed while loading; libtorch for x86 only. */
  FP32_ONEDNN,
  /** bfloat16 weights and products, sums in float32; for processors with such instructions. */
  BF16,
  /** bfloat16 by oneDNN with weights packed while loading; libtorch for x86 only. */
  BF16_ONEDNN,
  /** 8-bit weights with a scale for each output channel; inputs quantised at each call. */
  INT8;

  /** The class text of a linear layer. */
  String resource() {
    return "linear_" + name().toLowerCase(Locale.ROOT) + ".py";
  }
}
