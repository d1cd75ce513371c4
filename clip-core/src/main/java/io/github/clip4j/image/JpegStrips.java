package io.github.clip4j.image;

import java.util.Arrays;

/**
 * The fast way from blocks to the resampler: samples of some rows of MCUs are kept as columns
 * (arrays of ints), chroma is upsampled and colours are converted column by column when the
 * resampler asks, and nothing of the picture's full size is stored. Pixels equal those of {@link
 * JpegRows}.
 *
 * <p>Where chroma has half the rows, even and odd rows lie in two halves of each column, so that
 * the upsampling of both is a loop without gaps; and since the last chroma row of a strip needs the
 * first of the next, a pair of rows waits for the next strip.
 */
final class JpegStrips implements JpegOutput, ColumnSource {
  /** Samples of one component. */
  private static final class Plane {
    final JpegComponent c;

    /** Columns of the wanted blocks, from {@code 8 * c.firstBlockX} on. */
    final int[][] columns;

    final int firstX;

    /** Pixels a sample, across and down. */
    final int h;

    final int v;

    /** Vertically interpolated columns by the two lowest bits of x, and which they are. */
    final int[][] sums;

    final int[] sumOf = new int[4];

    Plane(JpegComponent c, int maxH, int maxV, int length, int n) {
      this.c = c;
      this.h = maxH / c.h;
      this.v = maxV / c.v;
      this.firstX = c.firstBlockX * 8;
      this.columns = new int[(Math.min(c.endBlockX, c.blocksWide) - c.firstBlockX) * 8][length];
      this.sums = new int[v == 2 ? 4 : 0][n];
    }
  }

  private final Plane[] planes;
  private final StripResampler sink;
  private final JpegRows.Color color;
  private final int height;
  private final boolean pairs;

  /** Units (rows, or pairs of rows) that a strip has. */
  private final int units;

  /** Length of a half of a column where rows lie in halves, else of the column. */
  private final int length;

  private final int lastMcuRow;
  private final JpegColumnIdct idct = new JpegColumnIdct();

  /** First unit of the strip that is being filled. */
  private int start;

  private final int[] odd;
  private final int[] blue;
  private final int[] red;
  private final int[] mixed;

  JpegStrips(
      JpegComponent[] components,
      int height,
      int maxH,
      int maxV,
      JpegRows.Color color,
      StripResampler sink) {
    this.sink = sink;
    this.color = color;
    this.height = height;
    this.pairs = maxV == 2;
    int mcuRows = JpegDecoder.ceil(height, 8 * maxV);
    this.lastMcuRow = mcuRows - 1;
    this.units = 8 * Math.min(StripResampler.ROWS / (8 * maxV), mcuRows);
    this.length = pairs ? units + 1 : units;
    int n = length * maxV;
    this.planes = new Plane[components.length];
    for (int i = 0; i < planes.length; i++) {
      JpegComponent c = components[i];
      // Interpolated planes have two rows above the strip's own, and one below.
      planes[i] = new Plane(c, maxH, maxV, maxV / c.v == 2 ? units + 3 : n, n);
    }
    this.odd = new int[length];
    this.blue = new int[n];
    this.red = new int[n];
    this.mixed = new int[n];
  }

  /** Whether these components can go this way; else {@link JpegPlanes} takes them. */
  static boolean fits(JpegComponent[] components, int maxH, int maxV, JpegRows.Color color) {
    if (maxH > 2 || maxV > 2) {
      return false;
    }
    JpegComponent luma = components[0];
    if (luma.h != maxH || luma.v != maxV) {
      return false;
    }
    for (JpegComponent c : components) {
      boolean full = c.h == maxH && c.v == maxV;
      // libjpeg interpolates nothing so narrow.
      if (!full && (color != JpegRows.Color.YCC || c.width <= 2)) {
        return false;
      }
    }
    return color == JpegRows.Color.YCC
        || color == JpegRows.Color.RGB
        || color == JpegRows.Color.GRAY;
  }

  @Override
  public void block(JpegComponent c, int bx, int by, int last, int[] block) {
    Plane plane = planes[c.index];
    int x = bx * 8 - plane.firstX;
    if (!pairs) {
      idct.transform(block, last, plane.columns, x, by * 8 - start, 0);
    } else if (plane.v == 2) {
      idct.transform(block, last, plane.columns, x, by * 8 - start + 2, 0);
    } else {
      idct.transform(block, last, plane.columns, x, by * 4 - start + 1, length);
    }
  }

  @Override
  public void rowDone(int mcuRow) {
    boolean end = mcuRow == lastMcuRow;
    if (!end && (mcuRow + 1) * 8 - start < units) {
      return;
    }
    for (Plane plane : planes) {
      if (plane.v == 2) {
        clampEdges(plane, end);
        Arrays.fill(plane.sumOf, -1);
      }
    }
    if (pairs) {
      int first = 2 * (start - 1);
      sink.strip(this, first, 2, length, Math.max(0, first), end ? height : first + 2 * units);
      carry();
    } else {
      sink.strip(this, start, 1, length, start, Math.min(height, start + units));
    }
    start += units;
  }

  /** The picture's edge rows are their own neighbours. */
  private void clampEdges(Plane plane, boolean end) {
    int below = plane.c.height - start + 2;
    for (int[] column : plane.columns) {
      if (start == 0) {
        column[1] = column[2];
      }
      if (end) {
        column[below] = column[below - 1];
      }
    }
  }

  /** The last unit moves before the next strip's first, with the chroma row before it. */
  private void carry() {
    for (Plane plane : planes) {
      for (int[] column : plane.columns) {
        if (plane.v == 2) {
          column[0] = column[units];
          column[1] = column[units + 1];
        } else {
          column[0] = column[units];
          column[length] = column[length + units];
        }
      }
    }
  }

  @Override
  public void finish() {}

  @Override
  public void column(int x, int[][] bands) {
    if (color != JpegRows.Color.YCC) {
      for (int b = 0; b < bands.length; b++) {
        int[] column = planes[b].columns[x - planes[b].firstX];
        System.arraycopy(column, 0, bands[b], 0, column.length);
      }
      return;
    }
    int[] y = planes[0].columns[x - planes[0].firstX];
    upsample(planes[1], x, blue);
    upsample(planes[2], x, red);
    int n = y.length;
    shade(bands[0], y, red, JpegRows.RED_BY_CR, n);
    mixGreen(mixed, blue, red, n);
    addHigh(bands[1], y, mixed, n);
    shade(bands[2], y, blue, JpegRows.BLUE_BY_CB, n);
  }

  /** A chroma column in full resolution, less 128. */
  private void upsample(Plane plane, int x, int[] out) {
    int n = out.length;
    if (plane.h == 1) {
      int[] near = samples(plane, x);
      // The sum of three and one is divided by four; its roundings are in it already.
      center(out, near, plane.v == 2 ? 2 : 0, n);
      return;
    }
    int at = x >> 1;
    boolean right = (x & 1) != 0;
    int beside = right ? Math.min(at + 1, plane.c.width - 1) : Math.max(at - 1, 0);
    int[] near = samples(plane, at);
    int[] far = samples(plane, beside);
    if (plane.v == 2) {
      mix16(out, near, far, right ? 7 : 8, n);
    } else {
      mix4(out, near, far, right ? 2 : 1, n);
    }
  }

  /** A column of full height: the samples, or sums of three times the near and once the far row. */
  private int[] samples(Plane plane, int x) {
    int[] column = plane.columns[x - plane.firstX];
    if (plane.v == 1) {
      return column;
    }
    int[] sum = plane.sums[x & 3];
    if (plane.sumOf[x & 3] != x) {
      plane.sumOf[x & 3] = x;
      boolean single = plane.h == 1;
      withAbove(sum, column, single ? 1 : 0, length);
      withBelow(odd, column, single ? 2 : 0, length);
      System.arraycopy(odd, 0, sum, length, length);
    }
    return sum;
  }

  // Small loops over whole columns, because the JIT makes vector instructions of such.

  private static void withAbove(int[] out, int[] c, int bias, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = c[i + 1] * 3 + c[i] + bias;
    }
  }

  private static void withBelow(int[] out, int[] c, int bias, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = c[i + 1] * 3 + c[i + 2] + bias;
    }
  }

  private static void center(int[] out, int[] in, int shift, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = (in[i] >> shift) - 128;
    }
  }

  private static void mix16(int[] out, int[] near, int[] far, int bias, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = ((near[i] * 3 + far[i] + bias) >> 4) - 128;
    }
  }

  private static void mix4(int[] out, int[] near, int[] far, int bias, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = ((near[i] * 3 + far[i] + bias) >> 2) - 128;
    }
  }

  private static void shade(int[] out, int[] y, int[] chroma, int factor, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = clip(y[i] + ((chroma[i] * factor + 32768) >> 16));
    }
  }

  private static void mixGreen(int[] out, int[] blue, int[] red, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = blue[i] * JpegRows.GREEN_BY_CB + red[i] * JpegRows.GREEN_BY_CR + 32768;
    }
  }

  private static void addHigh(int[] out, int[] y, int[] mixed, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = clip(y[i] + (mixed[i] >> 16));
    }
  }

  /** To 0..255 without comparisons, which would keep the loops scalar. */
  private static int clip(int v) {
    int positive = v - (v & (v >> 31));
    int room = 255 - positive;
    return 255 - (room - (room & (room >> 31)));
  }
}
