package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Blocks transformed together give the samples that each gives alone. */
class JpegBlockColumnTest {
  private static final int BLOCKS = 9;

  private final long seed = Long.getLong("clip.seed", 21);
  private final Random random = new Random(seed);

  /** A list of random coefficients, few or many, as the entropy decoder writes them. */
  private int[] list() {
    int[] list = new int[64];
    int n = 0;
    list[n++] = (random.nextInt(2048) - 1024) << 8;
    int density = 1 + random.nextInt(12);
    for (int k = 1; k < 64; k++) {
      if (random.nextInt(12) < 12 - density) {
        list[n++] = (random.nextInt(400) - 200) << 8 | k;
      }
    }
    return Arrays.copyOf(list, n);
  }

  private int[] quant() {
    int[] quant = new int[64];
    for (int k = 0; k < 64; k++) {
      quant[k] = 1 + random.nextInt(20);
    }
    return quant;
  }

  private void compare(int half) {
    int length = half == 0 ? 8 * BLOCKS + 3 : 2 * half;
    JpegBlockColumn together = new JpegBlockColumn(BLOCKS, length);
    for (int round = 0; round < 50; round++) {
      int[] quant = quant();
      int[][] lists = new int[BLOCKS][];
      int count = 1 + random.nextInt(BLOCKS);
      together.begin(count);
      for (int b = 0; b < count; b++) {
        lists[b] = list();
        together.put(b, lists[b], 0, lists[b].length, quant);
      }
      together.columns();
      for (int b = 0; b < count; b++) {
        together.turn(b, half == 0 ? 8 * b + 2 : 4 * b + 1, half);
      }
      int[][] columns = new int[24][length];
      together.rows(columns, 8);
      for (int b = 0; b < count; b++) {
        int[] block = new int[64];
        int last = JpegScan.expand(lists[b], 0, lists[b].length, quant, block);
        int[] alone = new JpegIdct().transform(block, last);
        for (int i = 0; i < 64; i++) {
          int row = i / 8;
          int at = half == 0 ? 8 * b + 2 + row : 4 * b + 1 + row / 2 + row % 2 * half;
          assertThat(columns[8 + i % 8][at])
              .as("block %s, sample %s, seed %s", b, i, seed)
              .isEqualTo(alone[i]);
        }
      }
    }
  }

  @Test
  @DisplayName("rows one below the other")
  void plain() {
    compare(0);
  }

  @Test
  @DisplayName("even and odd rows in two halves")
  void halves() {
    compare(4 * BLOCKS + 1);
  }
}
