package io.github.clip4j.image;

/**
 * VP8 planes to RGB as libwebp does by default: chroma interpolated, 14-bit fixed point, BT.601.
 */
final class Vp8Rgb {
  private Vp8Rgb() {}

  static byte[] convert(Vp8Decoder frame) {
    int w = frame.width;
    int h = frame.height;
    byte[] out = new byte[3 * w * h];
    int[] u = new int[w];
    int[] v = new int[w];
    int chromaRows = (h + 1) / 2;
    for (int y = 0; y < h; y++) {
      int near = y / 2;
      // Odd rows lean on the chroma row below, even ones on the one above.
      int far = (y & 1) == 0 ? Math.max(0, near - 1) : Math.min(chromaRows - 1, near + 1);
      upsample(frame.blue, near, far, w, u);
      upsample(frame.red, near, far, w, v);
      int l = frame.luma.index(0, y);
      int o = 3 * w * y;
      for (int x = 0; x < w; x++, o += 3) {
        int luma = ((frame.luma.samples[l + x] & 255) * 19077) >> 8;
        out[o] = clip(luma + ((v[x] * 26149) >> 8) - 14234);
        out[o + 1] = clip(luma - ((u[x] * 6419) >> 8) - ((v[x] * 13320) >> 8) + 8708);
        out[o + 2] = clip(luma + ((u[x] * 33050) >> 8) - 17685);
      }
    }
    return out;
  }

  private static void upsample(Vp8Plane plane, int near, int far, int w, int[] out) {
    byte[] s = plane.samples;
    int n = plane.index(0, near);
    int f = plane.index(0, far);
    int left = s[n] & 255;
    int farLeft = s[f] & 255;
    out[0] = (3 * left + farLeft + 2) >> 2;
    int pairs = (w - 1) >> 1;
    for (int x = 1; x <= pairs; x++) {
      int here = s[n + x] & 255;
      int farHere = s[f + x] & 255;
      // Two roundings, as libwebp's shared diagonals have them.
      int sum = left + here + farLeft + farHere + 8;
      int falling = (sum + 2 * (here + farLeft)) >> 3;
      int rising = (sum + 2 * (left + farHere)) >> 3;
      out[2 * x - 1] = (falling + left) >> 1;
      out[2 * x] = (rising + here) >> 1;
      left = here;
      farLeft = farHere;
    }
    if ((w & 1) == 0) {
      out[w - 1] = (3 * left + farLeft + 2) >> 2;
    }
  }

  private static byte clip(int v) {
    return v < 0 ? 0 : v >= 256 << 6 ? (byte) 255 : (byte) (v >> 6);
  }
}
