package io.github.clip4j.torchscript;

/** How the matrices of the transformer blocks are stored and multiplied; all else is float32. */
public enum WeightPrecision {
  /** float32 weights and arithmetic. */
  FP32("linear_fp32.py", false),
  /** Half precision weights, float32 arithmetic. */
  FP16("linear_fp16.py", false),
  /** The same with all but those products as with oneDNN; libtorch for x86 only. */
  FP16_ONEDNN("linear_fp16.py", true),
  /** float32 by oneDNN with weights packed while loading; libtorch for x86 only. */
  FP32_ONEDNN("linear_onednn.py", true),
  /** bfloat16 weights and products, sums in float32; for processors with such instructions. */
  BF16("linear_bf16.py", false),
  /** bfloat16 by oneDNN with weights packed while loading; libtorch for x86 only. */
  BF16_ONEDNN("linear_onednn.py", true),
  /**
   * 8-bit weights with a scale for each output channel; inputs in 7 bits, quantised at each call.
   */
  INT8("linear_int8.py", false),
  /** The same with inputs in all 8 bits; right only on processors with AVX-512 VNNI. */
  INT8_VNNI("linear_int8.py", true);

  private final String resource;
  private final boolean oneDnn;

  WeightPrecision(String resource, boolean oneDnn) {
    this.resource = resource;
    this.oneDnn = oneDnn;
  }

  /** The class text of a linear layer. */
  String resource() {
    return resource;
  }

  /** Whether the archive may use oneDNN's operators: it is for a libtorch for x86 then. */
  boolean usesOneDnn() {
    return oneDnn;
  }
}
