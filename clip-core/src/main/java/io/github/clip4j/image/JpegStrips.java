package io.github.clip4j.image;

import java.util.Arrays;

/**
 * The fast way from blocks to the resampler: coefficients of some rows of MCUs are kept as lists,
 * and when the resampler asks for a column of pixels, the blocks below each other that hold it are
 * transformed into columns (arrays of ints), chroma is upsampled and colours are converted, all
 * while the column is in the processor's nearest cache. Nothing of the picture's full size is
 * stored. Pixels equal those of {@link JpegRows}.
 *
 * <p>Where chroma has half the rows, even and odd rows lie in two halves of each column, so that
 * the upsampling of both is a loop without gaps; and since the last chroma row of a strip needs the
 * first of the next, a pair of rows waits for the next strip.
 */
final class JpegStrips extends JpegOutput implements ColumnSource {
  /** MCUs whose columns are there at a time: one, its neighbours, and to make a power of two. */
  private static final int MCUS = 4;

  // What transforming a block takes: alone, with few or with many frequencies, and with others.
  private static final int QUARTER_COST = 2;
  private static final int FULL_COST = 4;
  private static final int TOGETHER_COST = 1;

  /** Samples of one component. */
  private static final class Plane {
    final JpegComponent c;

    /** Columns of samples by the lowest bits of x. */
    final int[][] columns;

    final int mask;

    /** Pixels a sample, across and down. */
    final int h;

    final int v;

    /** Blocks of an MCU that stand before this component's. */
    final int before;

    /** What waits for the next strip: of each column the last pair of rows, or two rows. */
    final int[] waiting;

    final int[] waitingToo;

    /** Vertically interpolated columns by the two lowest bits of x, and which they are. */
    final int[][] sums;

    final int[] sumOf = new int[4];

    final JpegBlockColumn together;

    Plane(JpegComponent c, int maxH, int maxV, int before, int length, int n) {
      this.c = c;
      this.h = maxH / c.h;
      this.v = maxV / c.v;
      this.before = before;
      this.columns = new int[MCUS * 8 * c.h][length];
      this.mask = columns.length - 1;
      this.waiting = new int[maxV == 2 ? c.blocksWide * 8 : 0];
      this.waitingToo = new int[waiting.length];
      this.sums = new int[v == 2 ? 4 : 0][n];
      this.together = new JpegBlockColumn(StripResampler.ROWS / (8 * v), length);
    }
  }

  private final Plane[] planes;
  private final StripResampler sink;
  private final JpegRows.Color color;
  private final int height;
  private final int maxH;
  private final boolean pairs;

  /** Units (rows, or pairs of rows) that a strip has. */
  private final int units;

  /** Length of a half of a column where rows lie in halves, else of the column. */
  private final int length;

  private final int mcuBlocks;
  private final int firstMcu;
  private final int endMcu;
  private final int lastMcuRow;

  /** Where the lists of the strip's blocks begin and end, by row, MCU and place in it. */
  private final int[] starts;

  private final int[] ends;

  private final JpegIdct idct = new JpegIdct();
  private final int[] coefficients = new int[64];

  /** First unit of the strip that is being filled. */
  private int start;

  /** Rows of MCUs that the strip has. */
  private int stripRows;

  private boolean lastStrip;

  /** One past the last MCU whose columns are there. */
  private int filled;

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
    this.maxH = maxH;
    this.pairs = maxV == 2;
    int mcuRows = JpegDecoder.ceil(height, 8 * maxV);
    this.lastMcuRow = mcuRows - 1;
    int rows = Math.min(StripResampler.ROWS / (8 * maxV), mcuRows);
    this.units = 8 * rows;
    this.length = pairs ? units + 1 : units;
    int n = length * maxV;
    this.planes = new Plane[components.length];
    int blocks = 0;
    for (int i = 0; i < planes.length; i++) {
      JpegComponent c = components[i];
      // Interpolated planes have two rows above the strip's own, and one below.
      planes[i] = new Plane(c, maxH, maxV, blocks, maxV / c.v == 2 ? units + 3 : n, n);
      blocks += c.h * c.v;
    }
    this.mcuBlocks = blocks;
    int mcusWide = components[0].blocksWide / components[0].h;
    this.firstMcu = Math.max(0, sink.firstColumn() - 2 * maxH) / (8 * maxH);
    this.endMcu = Math.min(mcusWide, (sink.endColumn() + 2 * maxH) / (8 * maxH) + 1);
    this.starts = new int[rows * (endMcu - firstMcu) * blocks];
    this.ends = new int[starts.length];
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
  void block(JpegComponent c, int bx, int by, int end) {
    if (!c.wants(bx, by)) {
      return;
    }
    int i = place(planes[c.index], bx, by);
    starts[i] = used;
    ends[i] = end;
    used = end;
    if (used + ROOM > list.length) {
      list = Arrays.copyOf(list, list.length * 2);
    }
  }

  /** A block's index in {@link #starts}. */
  private int place(Plane plane, int bx, int by) {
    JpegComponent c = plane.c;
    // Sampling factors are 1 or 2 here.
    int mcuRow = by >> (c.v - 1);
    int mcu = bx >> (c.h - 1);
    int row = mcuRow - start / 8;
    return (row * (endMcu - firstMcu) + mcu - firstMcu) * mcuBlocks
        + plane.before
        + (by - mcuRow * c.v) * c.h
        + bx
        - mcu * c.h;
  }

  @Override
  void rowDone(int mcuRow) {
    lastStrip = mcuRow == lastMcuRow;
    stripRows = mcuRow + 1 - start / 8;
    if (!lastStrip && stripRows * 8 < units) {
      return;
    }
    filled = firstMcu;
    for (Plane plane : planes) {
      Arrays.fill(plane.sumOf, -1);
    }
    if (pairs) {
      int first = 2 * (start - 1);
      int end = lastStrip ? height : first + 2 * units;
      sink.strip(this, first, 2, length, Math.max(0, first), end);
    } else {
      sink.strip(this, start, 1, length, start, Math.min(height, start + units));
    }
    start += units;
    used = 0;
    Arrays.fill(starts, 0);
    Arrays.fill(ends, 0);
  }

  @Override
  void finish() {}

  /** Makes the columns of an MCU and of those below it. */
  private void fill(int mcu) {
    for (Plane plane : planes) {
      JpegComponent c = plane.c;
      for (int h = 0; h < c.h; h++) {
        transform(plane, mcu * c.h + h);
      }
      if (pairs) {
        for (int x = mcu * 8 * c.h; x < (mcu + 1) * 8 * c.h; x++) {
          carry(plane, x, plane.columns[x & plane.mask]);
        }
      }
    }
  }

  /** Transforms the blocks below each other at {@code bx}. */
  private void transform(Plane plane, int bx) {
    JpegComponent c = plane.c;
    int first = start / 8 * c.v;
    int count = stripRows * c.v;
    int top = place(plane, bx, first);
    int cost = 0;
    for (int b = 0; b < count; b++) {
      int i = below(c, top, b);
      if (ends[i] - starts[i] > 1) {
        cost += (list[ends[i] - 1] & 63) <= JpegIdct.LAST_OF_QUARTER ? QUARTER_COST : FULL_COST;
      }
    }
    if (cost > count * TOGETHER_COST) {
      together(plane, bx, first, count);
      return;
    }
    int x = bx * 8 & plane.mask;
    int half = half(plane);
    for (int b = 0; b < count; b++) {
      int i = below(c, top, b);
      transform(plane, x, at(plane, first + b), half, starts[i], ends[i]);
    }
  }

  private void together(Plane plane, int bx, int first, int count) {
    JpegBlockColumn blocks = plane.together;
    blocks.begin(count);
    int top = place(plane, bx, first);
    for (int b = 0; b < count; b++) {
      int i = below(plane.c, top, b);
      blocks.put(b, list, starts[i], ends[i], plane.c.quant);
    }
    blocks.columns();
    int half = half(plane);
    for (int b = 0; b < count; b++) {
      blocks.turn(b, at(plane, first + b), half);
    }
    blocks.rows(plane.columns, bx * 8 & plane.mask);
  }

  /** {@link #place} of the {@code b}th block below the one at {@code top}, an MCU's first. */
  private int below(JpegComponent c, int top, int b) {
    int rowOfMcus = (endMcu - firstMcu) * mcuBlocks;
    return c.v == 1 ? top + b * rowOfMcus : top + (b >> 1) * rowOfMcus + (b & 1) * c.h;
  }

  /** Where the first row of a block lies in its column. */
  private int at(Plane plane, int by) {
    if (!pairs) {
      return by * 8 - start;
    }
    return plane.v == 2 ? by * 8 - start + 2 : by * 4 - start + 1;
  }

  /** The distance of the odd rows from the even ones, 0 where rows follow each other. */
  private int half(Plane plane) {
    return pairs && plane.v == 1 ? length : 0;
  }

  private void transform(Plane plane, int x, int at, int half, int from, int to) {
    if (from == to) {
      return;
    }
    if (to == from + 1) {
      flood(JpegIdct.flat((list[from] >> 8) * plane.c.quant[0]), plane.columns, x, at, half);
      return;
    }
    int last = JpegScan.expand(list, from, to, plane.c.quant, coefficients);
    spread(idct.transform(coefficients, last), plane.columns, x, at, half);
    Arrays.fill(coefficients, 0);
  }

  /**
   * Lays the rows of a block into columns {@code x} to {@code x + 7}.
   *
   * @param at where the first row goes
   * @param half 0 if rows follow each other, else the distance of the odd rows from the even ones
   */
  private static void spread(int[] samples, int[][] columns, int x, int at, int half) {
    for (int c = 0; c < 8; c++) {
      int[] column = columns[x + c];
      if (half == 0) {
        for (int i = 0; i < 8; i++) {
          column[at + i] = samples[i * 8 + c];
        }
      } else {
        for (int i = 0; i < 4; i++) {
          column[at + i] = samples[i * 16 + c];
          column[at + half + i] = samples[i * 16 + 8 + c];
        }
      }
    }
  }

  /** {@link #spread} of a block that has one sample only. */
  private static void flood(int sample, int[][] columns, int x, int at, int half) {
    for (int c = x; c < x + 8; c++) {
      int[] column = columns[c];
      if (half == 0) {
        Arrays.fill(column, at, at + 8, sample);
      } else {
        Arrays.fill(column, at, at + 4, sample);
        Arrays.fill(column, at + half, at + half + 4, sample);
      }
    }
  }

  /**
   * The last unit goes before the next strip's first, with the chroma row before it; and the
   * picture's edge rows are their own neighbours.
   */
  private void carry(Plane plane, int x, int[] column) {
    int one = plane.waiting[x];
    int two = plane.waitingToo[x];
    if (plane.v == 2) {
      column[0] = one;
      column[1] = start == 0 ? column[2] : two;
      plane.waiting[x] = column[units];
      plane.waitingToo[x] = column[units + 1];
      if (lastStrip) {
        int below = plane.c.height - start + 2;
        column[below] = column[below - 1];
      }
    } else {
      column[0] = one;
      column[length] = two;
      plane.waiting[x] = column[units];
      plane.waitingToo[x] = column[length + units];
    }
  }

  @Override
  public void column(int x, int[][] bands) {
    // Chroma interpolation looks one sample to the right.
    int needed = Math.min(endMcu, (x + maxH) / (8 * maxH) + 1);
    while (filled < needed) {
      fill(filled++);
    }
    if (color != JpegRows.Color.YCC) {
      for (int b = 0; b < bands.length; b++) {
        int[] column = planes[b].columns[x & planes[b].mask];
        System.arraycopy(column, 0, bands[b], 0, column.length);
      }
      return;
    }
    int[] y = planes[0].columns[x & planes[0].mask];
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
    int[] column = plane.columns[x & plane.mask];
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
  static int clip(int v) {
    int positive = v - (v & (v >> 31));
    int room = 255 - positive;
    return 255 - (room - (room & (room >> 31)));
  }
}
