package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.util.Arrays;

/**
 * VP8 key frames (RFC 6386), which is what lossy WebP holds. All arithmetic of the format is exact,
 * so the planes are those of every decoder; the conversion to RGB is libwebp's (see {@link
 * Vp8Rgb}).
 */
final class Vp8Decoder {
  private static final int DC = 0;
  private static final int TRUE_MOTION = 1;
  private static final int VERTICAL = 2;
  private static final int HORIZONTAL = 3;

  final int width;
  final int height;
  private final DecodeContext context;
  private final byte[] data;
  private final int at;
  private final int end;
  private final int columns;
  private final int rows;
  final Vp8Plane luma;
  final Vp8Plane blue;
  final Vp8Plane red;

  private final int[] segmentQuant = new int[4];
  private final int[] segmentLevel = new int[4];
  private final int[] segmentTree = {255, 255, 255};
  private boolean segmented;
  private boolean segmentMap;
  private boolean segmentAbsolute;
  private boolean simpleFilter;
  private int filterLevel;
  private int sharpness;
  private int intraDelta;
  private int subModeDelta;
  private final int[][] steps = new int[4][6];
  private byte[] probabilities = new byte[0];
  private int skipProbability = -1;

  private final byte[] filterLevels;
  private final boolean[] filterInner;
  private final int[] aboveModes;
  private final int[] leftModes = new int[4];
  private final int[][] aboveNonZero;
  private final int[] leftNonZero = new int[9];
  private final int[] subModes = new int[16];
  private final int[] coefficients = new int[400];

  /** Reads the frame's dimensions from a VP8 chunk's body. */
  Vp8Decoder(DecodeContext context, byte[] data, int at, int end) throws ImageDecodeException {
    this.context = context;
    this.data = data;
    this.at = at;
    this.end = end;
    if (end - at < 10) {
      throw context.truncated("the VP8 frame header is cut");
    }
    if ((data[at] & 1) != 0
        || (data[at + 3] & 255) != 0x9D
        || data[at + 4] != 1
        || data[at + 5] != 0x2A) {
      throw context.corrupt("no VP8 key frame at offset " + at);
    }
    width = Bytes.u16le(data, at + 6) & 0x3FFF;
    height = Bytes.u16le(data, at + 8) & 0x3FFF;
    context.checkSize(width, height);
    columns = (width + 15) / 16;
    rows = (height + 15) / 16;
    context.checkMemory((long) columns * rows * 400 + 3L * width * height);
    luma = new Vp8Plane(columns * 16, rows * 16);
    blue = new Vp8Plane(columns * 8, rows * 8);
    red = new Vp8Plane(columns * 8, rows * 8);
    filterLevels = new byte[columns * rows];
    filterInner = new boolean[columns * rows];
    aboveModes = new int[columns * 4];
    aboveNonZero = new int[columns][9];
  }

  /** Decodes the planes. */
  void decode() throws ImageDecodeException {
    int tag = u24(at);
    int first = at + 10;
    int firstSize = tag >> 5;
    if (firstSize > end - first) {
      throw context.truncated("the first VP8 partition has " + firstSize + " bytes");
    }
    Vp8Bits bits = new Vp8Bits(data, first, first + firstSize);
    int partitions = header(bits);
    Vp8Bits[] tokens = partitions(first + firstSize, partitions);
    for (int y = 0; y < rows; y++) {
      Arrays.fill(leftModes, 0);
      Arrays.fill(leftNonZero, 0);
      Vp8Bits token = tokens[y & (partitions - 1)];
      for (int x = 0; x < columns; x++) {
        macroblock(bits, token, x, y);
      }
      if ((bits.overrun() || token.overrun()) && !context.lenient()) {
        throw context.corrupt("VP8 data ends in macroblock row " + y + " of " + rows);
      }
    }
    if (filterLevel > 0) {
      filter();
    }
  }

  private int u24(int p) {
    return Bytes.u16le(data, p) | ((data[p + 2] & 255) << 16);
  }

  private int header(Vp8Bits bits) throws ImageDecodeException {
    bits.literal(2); // colour space and clamping: no difference to a key frame's planes
    segmented = bits.flag() != 0;
    if (segmented) {
      segmentMap = bits.flag() != 0;
      if (bits.flag() != 0) {
        segmentAbsolute = bits.flag() != 0;
        for (int i = 0; i < 4; i++) {
          segmentQuant[i] = bits.optional(7);
        }
        for (int i = 0; i < 4; i++) {
          segmentLevel[i] = bits.optional(6);
        }
      }
      if (segmentMap) {
        for (int i = 0; i < 3; i++) {
          segmentTree[i] = bits.flag() != 0 ? bits.literal(8) : 255;
        }
      }
    }
    simpleFilter = bits.flag() != 0;
    filterLevel = bits.literal(6);
    sharpness = bits.literal(3);
    boolean deltas = bits.flag() != 0;
    boolean deltasFollow = deltas && bits.flag() != 0;
    if (deltasFollow) {
      int[] values = new int[8];
      for (int i = 0; i < 8; i++) {
        values[i] = bits.optional(6);
      }
      intraDelta = values[0];
      subModeDelta = values[4];
    }
    int partitions = 1 << bits.literal(2);
    int base = bits.literal(7);
    int[] delta = new int[5];
    for (int i = 0; i < 5; i++) {
      delta[i] = bits.optional(4);
    }
    for (int s = 0; s < 4; s++) {
      int q = base;
      if (segmented) {
        q = segmentAbsolute ? segmentQuant[s] : base + segmentQuant[s];
      }
      steps[s][0] = Vp8Tables.dcStep(q + delta[0]);
      steps[s][1] = Vp8Tables.acStep(q);
      steps[s][2] = Vp8Tables.dcStep(q + delta[1]) * 2;
      steps[s][3] = Math.max(8, Vp8Tables.acStep(q + delta[2]) * 155 / 100);
      steps[s][4] = Math.min(132, Vp8Tables.dcStep(q + delta[3]));
      steps[s][5] = Vp8Tables.acStep(q + delta[4]);
    }
    bits.flag(); // whether later frames keep the probabilities
    probabilities = Vp8Tables.defaultProbabilities();
    for (int i = 0; i < probabilities.length; i++) {
      if (bits.bit(Vp8Tables.UPDATE_PROBABILITIES[i] & 255) != 0) {
        probabilities[i] = (byte) bits.literal(8);
      }
    }
    if (bits.flag() != 0) {
      skipProbability = bits.literal(8);
    }
    if (bits.overrun() && !context.lenient()) {
      throw context.truncated("the VP8 header is cut");
    }
    return partitions;
  }

  private Vp8Bits[] partitions(int start, int n) throws ImageDecodeException {
    int p = start + 3 * (n - 1);
    if (p > end) {
      throw context.truncated("the sizes of " + n + " VP8 partitions are cut");
    }
    Vp8Bits[] list = new Vp8Bits[n];
    for (int i = 0; i < n; i++) {
      int entry = start + 3 * i;
      int size = i == n - 1 ? end - p : u24(entry);
      if (size > end - p) {
        if (!context.lenient()) {
          throw context.truncated("VP8 partition " + i + " has " + size + " bytes");
        }
        size = end - p;
      }
      list[i] = new Vp8Bits(data, p, p + size);
      p += size;
    }
    return list;
  }

  private void macroblock(Vp8Bits bits, Vp8Bits token, int x, int y) {
    int segment = 0;
    if (segmentMap) {
      segment =
          bits.bit(segmentTree[0]) == 0 ? bits.bit(segmentTree[1]) : 2 + bits.bit(segmentTree[2]);
    }
    boolean skip = skipProbability >= 0 && bits.bit(skipProbability) != 0;
    boolean whole = bits.bit(145) != 0;
    int mode = DC;
    if (whole) {
      mode =
          bits.bit(156) != 0
              ? (bits.bit(128) != 0 ? TRUE_MOTION : HORIZONTAL)
              : (bits.bit(163) != 0 ? VERTICAL : DC);
      Arrays.fill(leftModes, mode);
      Arrays.fill(aboveModes, 4 * x, 4 * x + 4, mode);
    } else {
      for (int i = 0; i < 16; i++) {
        int above = 4 * x + (i & 3);
        int m = subMode(bits, aboveModes[above], leftModes[i >> 2]);
        aboveModes[above] = m;
        leftModes[i >> 2] = m;
        subModes[i] = m;
      }
    }
    int chroma =
        bits.bit(142) == 0
            ? DC
            : bits.bit(114) == 0 ? VERTICAL : bits.bit(183) != 0 ? TRUE_MOTION : HORIZONTAL;

    Arrays.fill(coefficients, 0);
    boolean any = false;
    if (skip) {
      int keepAbove = aboveNonZero[x][8];
      int keepLeft = leftNonZero[8];
      Arrays.fill(aboveNonZero[x], 0);
      Arrays.fill(leftNonZero, 0);
      if (!whole) {
        aboveNonZero[x][8] = keepAbove;
        leftNonZero[8] = keepLeft;
      }
    } else {
      any = residuals(token, x, whole, steps[segment]);
    }
    reconstruct(x, y, whole, mode, chroma);
    int index = y * columns + x;
    filterLevels[index] = (byte) level(segment, whole);
    filterInner[index] = !whole || any;
  }

  private static int subMode(Vp8Bits bits, int above, int left) {
    int p = (above * 10 + left) * 9;
    byte[] t = Vp8Tables.SUB_MODE_PROBABILITIES;
    if (bits.bit(t[p] & 255) == 0) {
      return Vp8Predictor.DC;
    }
    if (bits.bit(t[p + 1] & 255) == 0) {
      return Vp8Predictor.TRUE_MOTION;
    }
    if (bits.bit(t[p + 2] & 255) == 0) {
      return Vp8Predictor.VERTICAL;
    }
    if (bits.bit(t[p + 3] & 255) == 0) {
      if (bits.bit(t[p + 4] & 255) == 0) {
        return Vp8Predictor.HORIZONTAL;
      }
      return bits.bit(t[p + 5] & 255) == 0 ? Vp8Predictor.RIGHT_DOWN : Vp8Predictor.VERTICAL_RIGHT;
    }
    if (bits.bit(t[p + 6] & 255) == 0) {
      return Vp8Predictor.LEFT_DOWN;
    }
    if (bits.bit(t[p + 7] & 255) == 0) {
      return Vp8Predictor.VERTICAL_LEFT;
    }
    return bits.bit(t[p + 8] & 255) == 0
        ? Vp8Predictor.HORIZONTAL_DOWN
        : Vp8Predictor.HORIZONTAL_UP;
  }

  private int level(int segment, boolean whole) {
    int level = filterLevel;
    if (segmented) {
      level = segmentAbsolute ? segmentLevel[segment] : level + segmentLevel[segment];
    }
    level += intraDelta + (whole ? 0 : subModeDelta);
    return Math.max(0, Math.min(63, level));
  }

  /** Reads a macroblock's coefficients, dequantised; true if any block has one. */
  private boolean residuals(Vp8Bits token, int x, boolean whole, int[] step) {
    int[] above = aboveNonZero[x];
    boolean any = false;
    int type = 3;
    int first = 0;
    if (whole) {
      int n = block(token, 1, above[8] + leftNonZero[8], 0, 384, step[2], step[3]);
      above[8] = leftNonZero[8] = n > 0 ? 1 : 0;
      if (n > 0) {
        walsh();
      }
      type = 0;
      first = 1;
    }
    for (int i = 0; i < 16; i++) {
      int column = i & 3;
      int row = i >> 2;
      int n = block(token, type, above[column] + leftNonZero[row], first, 16 * i, step[0], step[1]);
      above[column] = leftNonZero[row] = n > first ? 1 : 0;
      any |= n > first || coefficients[16 * i] != 0;
    }
    for (int plane = 0; plane < 2; plane++) {
      for (int i = 0; i < 4; i++) {
        int column = 4 + 2 * plane + (i & 1);
        int row = 4 + 2 * plane + (i >> 1);
        int n =
            block(
                token,
                2,
                above[column] + leftNonZero[row],
                0,
                256 + 64 * plane + 16 * i,
                step[4],
                step[5]);
        above[column] = leftNonZero[row] = n > 0 ? 1 : 0;
        any |= n > 0;
      }
    }
    return any;
  }

  /** One block's tokens; returns the index after the last coefficient. */
  private int block(Vp8Bits bits, int type, int context, int first, int out, int dc, int ac) {
    byte[] t = probabilities;
    int n = first;
    int p = ((type * 8 + Vp8Tables.BAND[n]) * 3 + context) * 11;
    while (n < 16) {
      if (bits.bit(t[p] & 255) == 0) {
        return n;
      }
      while (bits.bit(t[p + 1] & 255) == 0) {
        n++;
        if (n == 16) {
          return 16;
        }
        p = (type * 8 + Vp8Tables.BAND[n]) * 33;
      }
      int value = 1;
      int next = 11;
      if (bits.bit(t[p + 2] & 255) != 0) {
        value = large(bits, p);
        next = 22;
      }
      int signed = bits.flag() != 0 ? -value : value;
      coefficients[out + Vp8Tables.ZIGZAG[n]] = signed * (n > 0 ? ac : dc);
      n++;
      p = (type * 8 + Vp8Tables.BAND[n]) * 33 + next;
    }
    return 16;
  }

  private int large(Vp8Bits bits, int p) {
    byte[] t = probabilities;
    if (bits.bit(t[p + 3] & 255) == 0) {
      if (bits.bit(t[p + 4] & 255) == 0) {
        return 2;
      }
      return 3 + bits.bit(t[p + 5] & 255);
    }
    if (bits.bit(t[p + 6] & 255) == 0) {
      if (bits.bit(t[p + 7] & 255) == 0) {
        return 5 + bits.bit(159);
      }
      int v = 7 + 2 * bits.bit(165);
      return v + bits.bit(145);
    }
    int high = bits.bit(t[p + 8] & 255);
    int category = 2 * high + bits.bit(t[p + 9 + high] & 255);
    int v = 0;
    for (int probability : Vp8Tables.CATEGORIES[category]) {
      v = 2 * v + bits.bit(probability);
    }
    return v + 3 + (8 << category);
  }

  /** The Walsh-Hadamard transform of the DC block, into the DCs of the 16 luma blocks. */
  private void walsh() {
    int[] c = coefficients;
    int[] t = new int[16];
    for (int i = 0; i < 4; i++) {
      int a0 = c[384 + i] + c[396 + i];
      int a1 = c[388 + i] + c[392 + i];
      int a2 = c[388 + i] - c[392 + i];
      int a3 = c[384 + i] - c[396 + i];
      t[i] = a0 + a1;
      t[8 + i] = a0 - a1;
      t[4 + i] = a3 + a2;
      t[12 + i] = a3 - a2;
    }
    for (int i = 0; i < 4; i++) {
      int dc = t[4 * i] + 3;
      int a0 = dc + t[3 + 4 * i];
      int a1 = t[1 + 4 * i] + t[2 + 4 * i];
      int a2 = t[1 + 4 * i] - t[2 + 4 * i];
      int a3 = dc - t[3 + 4 * i];
      c[64 * i] = (a0 + a1) >> 3;
      c[64 * i + 16] = (a3 + a2) >> 3;
      c[64 * i + 32] = (a0 - a1) >> 3;
      c[64 * i + 48] = (a3 - a2) >> 3;
    }
  }

  private void reconstruct(int x, int y, boolean whole, int mode, int chroma) {
    if (whole) {
      luma.predict(16 * x, 16 * y, 16, mode);
      for (int i = 0; i < 16; i++) {
        luma.add(coefficients, 16 * i, 16 * x + 4 * (i & 3), 16 * y + 4 * (i >> 2));
      }
    } else {
      int[] beyond = luma.aboveRight(16 * x, 16 * y, x == columns - 1);
      for (int i = 0; i < 16; i++) {
        int bx = 16 * x + 4 * (i & 3);
        int by = 16 * y + 4 * (i >> 2);
        Vp8Predictor.predict(luma, bx, by, subModes[i], (i & 3) == 3 ? beyond : null);
        luma.add(coefficients, 16 * i, bx, by);
      }
    }
    blue.predict(8 * x, 8 * y, 8, chroma);
    red.predict(8 * x, 8 * y, 8, chroma);
    for (int i = 0; i < 4; i++) {
      int bx = 8 * x + 4 * (i & 1);
      int by = 8 * y + 4 * (i >> 1);
      blue.add(coefficients, 256 + 16 * i, bx, by);
      red.add(coefficients, 320 + 16 * i, bx, by);
    }
  }

  private void filter() {
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int level = filterLevels[y * columns + x];
        if (level == 0) {
          continue;
        }
        int inner = level;
        if (sharpness > 0) {
          inner >>= sharpness > 4 ? 2 : 1;
          inner = Math.min(inner, 9 - sharpness);
        }
        inner = Math.max(1, inner);
        int limit = 2 * level + inner;
        int variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        boolean inside = filterInner[y * columns + x];
        if (simpleFilter) {
          Vp8Filter.simple(luma, x, y, limit, inside);
        } else {
          Vp8Filter.normal(luma, x, y, 16, limit, inner, variance, inside);
          Vp8Filter.normal(blue, x, y, 8, limit, inner, variance, inside);
          Vp8Filter.normal(red, x, y, 8, limit, inner, variance, inside);
        }
      }
    }
  }
}
