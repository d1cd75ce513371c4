package io.github.clip4j.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HalvesTest {
  /** What a half means, straight from the definition of the format. */
  private static double value(int half) {
    int exponent = (half >>> 10) & 31;
    int fraction = half & 1023;
    double magnitude =
        exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (half & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  @DisplayName("every finite half comes back as itself")
  void every_half() {
    for (int half = 0; half < 0x10000; half++) {
      if (((half >>> 10) & 31) != 31) {
        assertThat(Halves.of((float) value(half)) & 0xffff).isEqualTo(half);
      }
    }
  }

  @Test
  @DisplayName("between two halves the nearer is taken, in the middle the even one")
  void rounds_to_nearest_even() {
    for (int half = 0; half < 0x7bff; half++) {
      double low = value(half);
      double high = value(half + 1);
      float middle = (float) ((low + high) / 2);
      assertThat(new BigDecimal(middle)).isEqualByComparingTo(new BigDecimal((low + high) / 2));
      int even = (half & 1) == 0 ? half : half + 1;
      assertThat(Halves.of(middle)).isEqualTo((short) even);
      assertThat(Halves.of(Math.nextDown(middle))).isEqualTo((short) half);
      assertThat(Halves.of(Math.nextUp(middle))).isEqualTo((short) (half + 1));
    }
  }

  @Test
  @DisplayName("beyond the range is the largest half, and NaN stays NaN")
  void beyond() {
    assertThat(value(Halves.of(1e9f) & 0xffff)).isEqualTo(65504);
    assertThat(value(Halves.of(Float.NEGATIVE_INFINITY) & 0xffff)).isEqualTo(-65504);
    assertThat(Halves.of(Float.NaN)).isEqualTo((short) 0x7e00);
  }

  @Test
  @DisplayName("bfloat16 is the upper half of a float32, rounded to the nearest, ties to even")
  void bfloat16() {
    for (int upper = 0; upper < 0x7f7f; upper++) {
      float low = Float.intBitsToFloat(upper << 16);
      float middle = Float.intBitsToFloat(upper << 16 | 0x8000);
      assertThat(Halves.bfloat16(low)).isEqualTo((short) upper);
      assertThat(Halves.bfloat16(-low) & 0xffff).isEqualTo(upper | 0x8000);
      assertThat(Halves.bfloat16(middle) & 0xffff).isEqualTo((upper & 1) == 0 ? upper : upper + 1);
      assertThat(Halves.bfloat16(Math.nextUp(middle)) & 0xffff).isEqualTo(upper + 1);
      assertThat(Halves.bfloat16(Math.nextDown(middle)) & 0xffff).isEqualTo(upper);
    }
    assertThat(Halves.bfloat16(Float.NaN)).isEqualTo((short) 0x7fc0);
    assertThat(Halves.bfloat16(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7f80);
  }
}
