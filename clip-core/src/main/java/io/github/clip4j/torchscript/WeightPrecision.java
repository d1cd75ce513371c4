package io.github.clip4j.torchscript;

/** How the matrices of the transformer blocks are stored and multiplied; all else is float32. */
public enum WeightPrecision {
  /** float32 weights and arithmetic. */
  FP32("linear_fp32.py"),
  /** Half precision weights, float32 arithmetic. */
  FP16("linear_fp16.py"),
  /** float32 by oneDNN with weights packed while loading; libtorch for x86 only. */
  FP32_ONEDNN("linear_onednn.py"),
  /** bfloat16 weights and products, sums in float32; for processors with such instructions. */
  BF16("linear_bf16.py"),
  /** bfloat16 by oneDNN with weights packed while loading; libtorch for x86 only. */
  BF16_ONEDNN("linear_onednn.py"),
  /** 8-bit weights with a scale for each output channel; inputs quantised at each call. */
  INT8("linear_int8.py");

  private final String resource;

  WeightPrecision(String resource) {
    this.resource = resource;
  }

  /** The class text of a linear layer. */
  String resource() {
    return resource;
  }
}
