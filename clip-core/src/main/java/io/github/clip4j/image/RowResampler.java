package io.github.clip4j.image;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Resizes a picture of interleaved bytes, row after row as a decoder hands them over, and computes
 * only a rectangle of the result. Each pass is rounded to bytes, and the order of the passes is
 * Pillow 13's ({@link CropBox#verticalFirst}); an axis that keeps its size is not filtered.
 *
 * <p>Two rows go through the horizontal pass at once: their bytes lie in the two halves of a long,
 * and one 64-bit multiplication serves both. Sums stay inside 32 bits (a filter's weights add up to
 * less than 2.5), so the halves separate exactly.
 */
final class RowResampler implements RowSink {
  private static final int ROUND = 1 << (ResampleKernel.PRECISION_BITS - 1);
  private static final long ROUND_TWICE = ((long) ROUND << 32) + ROUND;

  private final int bands;
  private final CropBox box;
  private final boolean verticalFirst;
  private final @Nullable ResampleKernel horizontal;
  private final @Nullable ResampleKernel vertical;
  private final int firstColumn;
  private final int endColumn;
  private final int firstRow;
  private final int endRow;
  private final long[][] pair;
  private final int[] lower;
  private final int[] upper;
  private final int[] wide;
  private final @Nullable VerticalPass pass;
  private final byte[] out;
  private boolean half;
  private int pairRow;

  RowResampler(int bands, CropBox box, Interpolation filter) {
    this.bands = bands;
    this.box = box;
    this.horizontal =
        box.sourceWidth() == box.outWidth()
            ? null
            : ResampleKernel.of(box.sourceWidth(), box.outWidth(), box.x(), box.width(), filter);
    this.vertical =
        box.sourceHeight() == box.outHeight()
            ? null
            : ResampleKernel.of(box.sourceHeight(), box.outHeight(), box.y(), box.height(), filter);
    this.verticalFirst = horizontal != null && vertical != null && box.verticalFirst();
    this.firstColumn = horizontal == null ? (int) box.x() : horizontal.begin();
    this.endColumn = horizontal == null ? (int) box.x() + box.width() : horizontal.end();
    this.firstRow = vertical == null ? (int) box.y() : vertical.begin();
    this.endRow = vertical == null ? (int) box.y() + box.height() : vertical.end();
    this.pair = new long[bands][horizontal == null ? 0 : endColumn - firstColumn];
    int rowLength = box.width() * bands;
    this.lower = new int[rowLength];
    this.upper = new int[rowLength];
    this.wide = new int[verticalFirst ? (endColumn - firstColumn) * bands : 0];
    this.out = new byte[Math.multiplyExact(rowLength, box.height())];
    this.pass =
        vertical == null
            ? null
            : new VerticalPass(vertical, box.height(), verticalFirst ? this::packInts : this::put);
  }

  @Override
  public int firstRow() {
    return firstRow;
  }

  @Override
  public int endRow() {
    return endRow;
  }

  @Override
  public int firstColumn() {
    return firstColumn;
  }

  @Override
  public int endColumn() {
    return endColumn;
  }

  @Override
  public void row(int y, byte[] row, int offset) {
    if (y < firstRow || y >= endRow) {
      return;
    }
    int from = offset + firstColumn * bands;
    if (verticalFirst) {
      for (int i = 0; i < wide.length; i++) {
        wide[i] = row[from + i] & 255;
      }
      Objects.requireNonNull(pass).add(y, wide);
    } else if (horizontal == null) {
      for (int i = 0; i < lower.length; i++) {
        lower[i] = row[from + i] & 255;
      }
      afterHorizontal(y, lower);
    } else {
      pack(y, row, from);
    }
  }

  /** Puts a row into its half of the pairs, and filters when both halves are there. */
  private void pack(int y, byte[] row, int from) {
    if (bands == 3) {
      packRgb(row, from);
    } else {
      for (int b = 0; b < bands; b++) {
        packBand(pair[b], row, from + b);
      }
    }
    if (half) {
      half = false;
      filterPair();
      afterHorizontal(pairRow, lower);
      afterHorizontal(y, upper);
    } else {
      half = true;
      pairRow = y;
    }
  }

  private void packBand(long[] p, byte[] row, int from) {
    if (half) {
      for (int x = 0, i = from; x < p.length; x++, i += bands) {
        p[x] |= (row[i] & 255L) << 32;
      }
    } else {
      for (int x = 0, i = from; x < p.length; x++, i += bands) {
        p[x] = row[i] & 255L;
      }
    }
  }

  /** The usual case in one sweep. */
  private void packRgb(byte[] row, int from) {
    long[] r = pair[0];
    long[] g = pair[1];
    long[] b = pair[2];
    int n = Math.min(r.length, Math.min(g.length, b.length));
    if (half) {
      for (int x = 0, i = from; x < n; x++, i += 3) {
        r[x] |= (row[i] & 255L) << 32;
        g[x] |= (row[i + 1] & 255L) << 32;
        b[x] |= (row[i + 2] & 255L) << 32;
      }
    } else {
      for (int x = 0, i = from; x < n; x++, i += 3) {
        r[x] = row[i] & 255L;
        g[x] = row[i + 1] & 255L;
        b[x] = row[i + 2] & 255L;
      }
    }
  }

  /** The rectangle's bytes, once every row from {@link #firstRow} to {@link #endRow} went in. */
  byte[] finish() {
    if (!verticalFirst) {
      flush();
    }
    if (pass != null) {
      pass.finish();
    }
    flush();
    return out;
  }

  private void flush() {
    if (half) {
      half = false;
      filterPair();
      afterHorizontal(pairRow, lower);
    }
  }

  private void afterHorizontal(int y, int[] row) {
    if (pass != null && !verticalFirst) {
      pass.add(y, row);
    } else {
      put(verticalFirst ? y : y - firstRow, row);
    }
  }

  private void put(int y, int[] row) {
    int o = y * row.length;
    for (int i = 0; i < row.length; i++) {
      out[o + i] = (byte) row[i];
    }
  }

  private void packInts(int y, int[] row) {
    byte[] bytes = new byte[row.length];
    for (int i = 0; i < row.length; i++) {
      bytes[i] = (byte) row[i];
    }
    pack(y, bytes, 0);
  }

  private void filterPair() {
    ResampleKernel kernel = Objects.requireNonNull(horizontal);
    for (int b = 0; b < bands; b++) {
      filterBand(pair[b], kernel, b);
    }
  }

  private void filterBand(long[] p, ResampleKernel kernel, int band) {
    int[] fixed = kernel.fixed;
    for (int x = 0, o = band; x < box.width(); x++, o += bands) {
      int base = x * kernel.stride;
      int from = kernel.first[x] - firstColumn;
      long sum = dot(p, from, fixed, base, kernel.count[x]);
      int low = (int) sum;
      lower[o] = ResampleKernel.clip8(low);
      upper[o] = ResampleKernel.clip8((int) ((sum - low) >> 32));
    }
  }

  private static long dot(long[] p, int from, int[] k, int base, int n) {
    long a = ROUND_TWICE;
    long b = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      a += p[from + i] * k[base + i] + p[from + i + 1] * k[base + i + 1];
      b += p[from + i + 2] * k[base + i + 2] + p[from + i + 3] * k[base + i + 3];
    }
    for (; i < n; i++) {
      a += p[from + i] * k[base + i];
    }
    return a + b;
  }
}
