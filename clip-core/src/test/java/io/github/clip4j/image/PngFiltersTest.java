package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The predictor without branches beside the words of the PNG specification. */
class PngFiltersTest {
  private static int specified(int a, int b, int c) {
    int p = a + b - c;
    int pa = Math.abs(p - a);
    int pb = Math.abs(p - b);
    int pc = Math.abs(p - c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  }

  @Test
  void the_nearest_of_three_for_all_bytes() {
    int wrong = 0;
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        for (int c = 0; c < 256; c++) {
          wrong += PngFilters.nearest(a, b, c) == specified(a, b, c) ? 0 : 1;
        }
      }
    }
    assertThat(wrong).isZero();
  }
}
