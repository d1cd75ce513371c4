package io.github.clip4j.image;

/**
 * Component samples to pixel rows: chroma upsampling and colour conversion with the arithmetic of
 * libjpeg's triangle filters and its 16-bit fixed-point tables.
 */
final class JpegRows {
  /** What the components mean. */
  enum Color {
    GRAY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  /** Factors of the conversion to RGB in 16-bit fixed point; chroma is less 128. */
  static final int RED_BY_CR = fixed(1.40200);

  static final int BLUE_BY_CB = fixed(1.77200);
  static final int GREEN_BY_CR = -fixed(0.71414);
  static final int GREEN_BY_CB = -fixed(0.34414);

  private static final int[] RED_OF_CR = new int[256];
  private static final int[] BLUE_OF_CB = new int[256];
  private static final int[] GREEN_OF_CR = new int[256];
  private static final int[] GREEN_OF_CB = new int[256];

  /** Bytes for -256 to 767. */
  private static final byte[] CLIP = new byte[1024];

  static {
    for (int i = 0; i < 256; i++) {
      int x = i - 128;
      RED_OF_CR[i] = (RED_BY_CR * x + 32768) >> 16;
      BLUE_OF_CB[i] = (BLUE_BY_CB * x + 32768) >> 16;
      GREEN_OF_CR[i] = GREEN_BY_CR * x;
      GREEN_OF_CB[i] = GREEN_BY_CB * x + 32768;
    }
    for (int i = 0; i < 1024; i++) {
      CLIP[i] = (byte) Math.max(0, Math.min(255, i - 256));
    }
  }

  private final JpegComponent[] components;
  private final int width;
  private final int maxH;
  private final int maxV;
  private final Color color;
  private final byte[][] lines;
  private final byte[][] sources;
  private final int[] offsets;
  private final int[] sums;

  JpegRows(JpegComponent[] components, int width, int maxH, int maxV, Color color) {
    this.components = components;
    this.width = width;
    this.maxH = maxH;
    this.maxV = maxV;
    this.color = color;
    this.lines = new byte[components.length][];
    this.sources = new byte[components.length][];
    this.offsets = new int[components.length];
    int widest = 0;
    for (int i = 0; i < components.length; i++) {
      lines[i] = new byte[components[i].blocksWide * 8 * (maxH / components[i].h)];
      widest = Math.max(widest, components[i].blocksWide * 8);
    }
    this.sums = new int[widest];
  }

  private static int fixed(double x) {
    return (int) (x * 65536 + 0.5);
  }

  void emit(RowSink sink) {
    int from = sink.firstColumn();
    int to = sink.endColumn();
    byte[] row = new byte[width * components.length];
    for (int y = sink.firstRow(); y < sink.endRow(); y++) {
      for (int i = 0; i < components.length; i++) {
        upsample(i, y, from, to);
      }
      convert(row, from, to);
      sink.row(y, row, 0);
    }
  }

  private void upsample(int i, int y, int from, int to) {
    JpegComponent c = components[i];
    int h = maxH / c.h;
    int v = maxV / c.v;
    int stride = c.stride();
    int row = y / v;
    if (h == 1 && v == 1) {
      sources[i] = c.plane;
      offsets[i] = row * stride;
      return;
    }
    sources[i] = lines[i];
    offsets[i] = 0;
    int near = row * stride;
    // The neighbour row that is closer to this output row; the edge rows are their own neighbours.
    int other = (y & 1) == 0 ? Math.max(0, row - 1) : Math.min(c.height - 1, row + 1);
    int first = Math.max(0, from / h - 1);
    int end = Math.min(c.width, to / h + 2);
    if (h == 2 && v == 1 && c.width > 2) {
      fancyWide(c.plane, near, lines[i], c.width, first, end);
    } else if (h == 2 && v == 2 && c.width > 2) {
      fancyBoth(c.plane, near, other * stride, lines[i], c.width, first, end);
    } else if (h == 1 && v == 2) {
      int bias = (y & 1) == 0 ? 1 : 2;
      byte[] line = lines[i];
      for (int x = first; x < end; x++) {
        int a = c.plane[near + x] & 255;
        int b = c.plane[other * stride + x] & 255;
        line[x] = (byte) ((a * 3 + b + bias) >> 2);
      }
    } else {
      byte[] line = lines[i];
      for (int x = 0; x < c.width; x++) {
        byte s = c.plane[near + x];
        for (int k = 0; k < h; k++) {
          line[x * h + k] = s;
        }
      }
    }
  }

  private static void fancyWide(byte[] in, int at, byte[] out, int n, int first, int end) {
    for (int x = first; x < end; x++) {
      int s = (in[at + x] & 255) * 3;
      int left = x == 0 ? in[at] & 255 : (s + (in[at + x - 1] & 255) + 1) >> 2;
      int right = x == n - 1 ? in[at + x] & 255 : (s + (in[at + x + 1] & 255) + 2) >> 2;
      out[2 * x] = (byte) left;
      out[2 * x + 1] = (byte) right;
    }
  }

  private void fancyBoth(byte[] in, int near, int far, byte[] out, int n, int first, int end) {
    int[] s = sums;
    int from = Math.max(0, first - 1);
    int to = Math.min(n, end + 1);
    for (int x = from; x < to; x++) {
      s[x] = (in[near + x] & 255) * 3 + (in[far + x] & 255);
    }
    int x = first;
    if (x == 0) {
      out[0] = (byte) ((s[0] * 4 + 8) >> 4);
      out[1] = (byte) ((s[0] * 3 + s[1] + 7) >> 4);
      x = 1;
    }
    int inner = Math.min(end, n - 1);
    for (; x < inner; x++) {
      int three = s[x] * 3;
      out[2 * x] = (byte) ((three + s[x - 1] + 8) >> 4);
      out[2 * x + 1] = (byte) ((three + s[x + 1] + 7) >> 4);
    }
    if (x == n - 1 && end == n) {
      out[2 * x] = (byte) ((s[x] * 3 + s[x - 1] + 8) >> 4);
      out[2 * x + 1] = (byte) ((s[x] * 4 + 7) >> 4);
    }
  }

  private void convert(byte[] row, int from, int to) {
    switch (color) {
      case GRAY -> System.arraycopy(sources[0], offsets[0] + from, row, from, to - from);
      case YCC -> ycc(row, from, to);
      case RGB -> interleave(row, from, to, 0);
      // Adobe stores ink inverted, and Pillow assumes that every CMYK file is Adobe's.
      case CMYK -> interleave(row, from, to, 255);
      case YCCK -> ycck(row, from, to);
    }
  }

  private void ycc(byte[] row, int from, int to) {
    byte[] luma = sources[0];
    byte[] blue = sources[1];
    byte[] red = sources[2];
    int l = offsets[0];
    int b = offsets[1];
    int r = offsets[2];
    for (int x = from, o = 3 * from; x < to; x++, o += 3) {
      int y = (luma[l + x] & 255) + 256;
      int cb = blue[b + x] & 255;
      int cr = red[r + x] & 255;
      // The masks change nothing and spare the bounds checks.
      row[o] = CLIP[(y + RED_OF_CR[cr]) & 1023];
      row[o + 1] = CLIP[(y + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> 16)) & 1023];
      row[o + 2] = CLIP[(y + BLUE_OF_CB[cb]) & 1023];
    }
  }

  private void ycck(byte[] row, int from, int to) {
    for (int x = from, o = 4 * from; x < to; x++, o += 4) {
      int y = (sources[0][offsets[0] + x] & 255) + 256;
      int cb = sources[1][offsets[1] + x] & 255;
      int cr = sources[2][offsets[2] + x] & 255;
      // libjpeg gives 255 - RGB, and the inversion takes it back.
      row[o] = CLIP[y + RED_OF_CR[cr]];
      row[o + 1] = CLIP[y + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> 16)];
      row[o + 2] = CLIP[y + BLUE_OF_CB[cb]];
      row[o + 3] = (byte) (255 - sources[3][offsets[3] + x]);
    }
  }

  private void interleave(byte[] row, int from, int to, int invert) {
    int n = components.length;
    for (int i = 0; i < n; i++) {
      byte[] in = sources[i];
      for (int x = from, o = n * from + i; x < to; x++, o += n) {
        row[o] = (byte) (in[offsets[i] + x] ^ invert);
      }
    }
  }
}
