package io.github.clip4j.torchscript;

/** float32 to the two 16-bit types; the JDK has IEEE half precision only from 20 on. */
final class Halves {
  private static final float LARGEST = 65504f;
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  private Halves() {}

  /** Rounds to the nearest bfloat16, ties to even: the upper half of a float32. */
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return 0x7fc0;
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** Rounds to the nearest half, ties to even; beyond the range gives the largest half. */
  static short of(float value) {
    int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return 0x7e00;
    }
    if (magnitude >= LARGEST) {
      return (short) (sign | 0x7bff);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // A subnormal half counts units of 2^-24; rint rounds ties to even, and 1024 units are the
      // smallest normal number, as the bits have it.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int bits = Float.floatToRawIntBits(magnitude);
    int rounded = bits + 0x0fff + ((bits >>> 13) & 1);
    return (short) (sign | ((rounded - (112 << 23)) >>> 13));
  }
}
