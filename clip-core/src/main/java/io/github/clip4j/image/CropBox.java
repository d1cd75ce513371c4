package io.github.clip4j.image;

/**
 * Where the wanted pixels lie: a source is resized to {@code outWidth} x {@code outHeight}, and of
 * that the rectangle at {@code x, y} is wanted; in the square result it is placed at {@code padX,
 * padY}. The resized picture is never made as a whole, so its sides may be huge.
 */
record CropBox(
    int sourceWidth,
    int sourceHeight,
    long outWidth,
    long outHeight,
    long x,
    long y,
    int width,
    int height,
    int padX,
    int padY) {

  static CropBox of(PreprocessConfig config, int width, int height) {
    int n = config.size();
    int edge = config.resizeEdge();
    long outW = width;
    long outH = height;
    if (edge > 0) {
      switch (config.resizeMode()) {
        case SQUASH -> {
          outW = edge;
          outH = edge;
        }
        case SHORTEST -> {
          int shorter = Math.min(width, height);
          int longer = Math.max(width, height);
          // torchvision and transformers: int(edge * long / short), cut, not rounded.
          long stretched = (long) ((double) ((long) edge * longer) / shorter);
          outW = width <= height ? edge : stretched;
          outH = width <= height ? stretched : edge;
        }
        case LONGEST -> {
          double ratio = Math.max(height / (double) edge, width / (double) edge);
          // Python's round(): halves to the even neighbour.
          outW = Math.max(1, (long) Math.rint(width / ratio));
          outH = Math.max(1, (long) Math.rint(height / ratio));
        }
      }
    }
    Axis h = Axis.of(outW, n, config.layout());
    Axis v = Axis.of(outH, n, config.layout());
    return new CropBox(
        width, height, outW, outH, h.start, v.start, h.length, v.length, h.pad, v.pad);
  }

  /**
   * Whether Pillow 13 filters the columns first: when the height shrinks by more than twice as many
   * pixels as the width.
   */
  boolean verticalFirst() {
    long shrunk = sourceHeight - outHeight;
    return shrunk > 0 && shrunk > (sourceWidth - outWidth) * 2;
  }

  private record Axis(long start, int length, int pad) {
    static Axis of(long out, int n, PreprocessLayout layout) {
      if (out >= n) {
        long margin = out - n;
        long start =
            layout == PreprocessLayout.HUGGING_FACE ? margin / 2 : (long) Math.rint(margin / 2.0);
        return new Axis(start, n, 0);
      }
      // open_clip pads the smaller half first; transformers the larger half.
      long missing = n - out;
      long pad = layout == PreprocessLayout.HUGGING_FACE ? (missing + 1) / 2 : missing / 2;
      return new Axis(0, (int) out, (int) pad);
    }
  }
}
