package io.github.clip4j.weights;

/**
 * Element types of stored tensors, by their safetensors names.
 *
 * @since 0.1.0
 */
public enum DType {
  /** One byte, 0 or 1. */
  BOOL(1),
  /** Unsigned byte. */
  U8(1),
  /** Signed byte. */
  I8(1),
  /** 16-bit integer. */
  I16(2),
  /** 32-bit integer. */
  I32(4),
  /** 64-bit integer. */
  I64(8),
  /** IEEE half precision. */
  F16(2),
  /** bfloat16: the upper half of a float32. */
  BF16(2),
  /** IEEE single precision. */
  F32(4),
  /** IEEE double precision. */
  F64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** {@return bytes of one element} */
  public int bytes() {
    return bytes;
  }
}
