package io.github.clip4j.checkpoint;

/**
 * Resizes the position embeddings of a text as open_clip's {@code resize_text_pos_embed} does, by
 * torch's {@code interpolate(mode="linear", align_corners=False)}: positions are the middles of
 * equal steps, each new one is interpolated between its two neighbours, the ends are held.
 */
final class PositionTable {
  private PositionTable() {}

  /**
   * Resizes.
   *
   * @param rows {@code [oldLength, width]}, row-major
   * @return {@code [newLength, width]}
   */
  static float[] resize(float[] rows, int oldLength, int newLength, int width) {
    float[] out = new float[newLength * width];
    float scale = (float) oldLength / newLength;
    for (int i = 0; i < newLength; i++) {
      float at = Math.max(scale * (i + 0.5f) - 0.5f, 0);
      int low = Math.min((int) at, oldLength - 1);
      int high = Math.min(low + 1, oldLength - 1);
      float share = at - low;
      for (int c = 0; c < width; c++) {
        out[i * width + c] = (1 - share) * rows[low * width + c] + share * rows[high * width + c];
      }
    }
    return out;
  }
}
