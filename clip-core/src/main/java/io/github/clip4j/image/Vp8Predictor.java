package io.github.clip4j.image;

import org.jspecify.annotations.Nullable;

/** The ten predictions of 4x4 blocks (RFC 6386, section 12.3), in the order of their numbers. */
final class Vp8Predictor {
  static final int DC = 0;
  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;
  static final int LEFT_DOWN = 4;
  static final int RIGHT_DOWN = 5;
  static final int VERTICAL_RIGHT = 6;
  static final int VERTICAL_LEFT = 7;
  static final int HORIZONTAL_DOWN = 8;
  static final int HORIZONTAL_UP = 9;

  private Vp8Predictor() {}

  static void predict(Vp8Plane plane, int x, int y, int mode, int @Nullable [] aboveRight) {
    if (mode == TRUE_MOTION) {
      plane.predict(x, y, 4, TRUE_MOTION);
      return;
    }
    byte[] s = plane.samples;
    int at = plane.index(x, y);
    int stride = plane.stride;
    // The edge from the lower left, over the corner (4), to the upper right.
    int[] e = new int[13];
    for (int i = 0; i < 4; i++) {
      e[3 - i] = s[at + i * stride - 1] & 255;
      e[5 + i] = s[at - stride + i] & 255;
      e[9 + i] = aboveRight != null ? aboveRight[i] : s[at - stride + 4 + i] & 255;
    }
    e[4] = s[at - stride - 1] & 255;
    int dc = 0;
    if (mode == DC) {
      for (int i = 0; i < 4; i++) {
        dc += e[i] + e[5 + i];
      }
      dc = (dc + 4) >> 3;
    }
    for (int r = 0; r < 4; r++) {
      for (int c = 0; c < 4; c++) {
        int v =
            switch (mode) {
              case DC -> dc;
              case VERTICAL -> three(e, 5 + c);
              case HORIZONTAL -> r == 3 ? ends(e[1], e[0], e[0]) : three(e, 3 - r);
              case LEFT_DOWN -> r + c == 6 ? ends(e[11], e[12], e[12]) : three(e, 6 + r + c);
              case RIGHT_DOWN -> three(e, 4 - r + c);
              case VERTICAL_RIGHT -> verticalRight(e, r, c);
              case VERTICAL_LEFT -> verticalLeft(e, r, c);
              case HORIZONTAL_DOWN -> horizontalDown(e, r, c);
              default -> horizontalUp(e, r, c);
            };
        s[at + r * stride + c] = (byte) v;
      }
    }
  }

  private static int verticalRight(int[] e, int r, int c) {
    int i = 2 * c - r;
    if (i < -1) {
      return three(e, r == 3 ? 2 : 3);
    }
    if (i == -1) {
      return three(e, 4);
    }
    int k = 4 + (i >> 1);
    return (i & 1) == 0 ? two(e, k) : three(e, k + 1);
  }

  private static int verticalLeft(int[] e, int r, int c) {
    if (c == 3 && r == 2) {
      return three(e, 10);
    }
    if (c == 3 && r == 3) {
      return three(e, 11);
    }
    int k = 5 + c + (r >> 1);
    return (r & 1) == 0 ? two(e, k) : three(e, k + 1);
  }

  private static int horizontalDown(int[] e, int r, int c) {
    int i = 2 * r - c;
    if (i < -1) {
      return three(e, 3 - i);
    }
    if (i == -1) {
      return three(e, 4);
    }
    int k = 3 - (i >> 1);
    return (i & 1) == 0 ? two(e, k) : three(e, k);
  }

  private static int horizontalUp(int[] e, int r, int c) {
    int i = 2 * r + c;
    if (i > 5) {
      return e[0];
    }
    if (i == 5) {
      return ends(e[1], e[0], e[0]);
    }
    int k = 3 - (i >> 1);
    return (i & 1) == 0 ? two(e, k - 1) : three(e, k - 1);
  }

  private static int two(int[] e, int i) {
    return (e[i] + e[i + 1] + 1) >> 1;
  }

  private static int three(int[] e, int i) {
    return ends(e[i - 1], e[i], e[i + 1]);
  }

  private static int ends(int a, int b, int c) {
    return (a + 2 * b + c + 2) >> 2;
  }
}
