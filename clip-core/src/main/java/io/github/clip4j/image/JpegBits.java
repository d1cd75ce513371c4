package io.github.clip4j.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of entropy-coded JPEG segments: stuffed zeros removed, zeros supplied beyond the
 * segment's end, and a count of how many of those were used.
 */
final class JpegBits {
  private static final VarHandle INT_BE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** The lowest {@link #count} bits are valid. */
  long buffer;

  int count;
  private final byte[] file;
  private int pos;
  private int supplied;

  JpegBits(byte[] file) {
    this.file = file;
  }

  /** Starts a segment. */
  void start(int at) {
    pos = at;
    buffer = 0;
    count = 0;
    supplied = 0;
  }

  /** Where the next marker, or the end of the file, is searched from. */
  int position() {
    return pos;
  }

  /** True if bits beyond the segment's end were used. */
  boolean overrun() {
    return count < supplied;
  }

  /** Makes at least 32 bits available. */
  void refill() {
    if (count > 32) {
      return;
    }
    if (pos + 4 <= file.length) {
      int four = (int) INT_BE.get(file, pos);
      // No byte is 0xFF: the usual case.
      if ((four & (~four - 0x01010101) & 0x80808080) == 0 || noFf(four)) {
        buffer = buffer << 32 | (four & 0xFFFFFFFFL);
        count += 32;
        pos += 4;
        return;
      }
    }
    refillSlowly();
  }

  private static boolean noFf(int v) {
    return (v >>> 24) != 255
        && (v >>> 16 & 255) != 255
        && (v >>> 8 & 255) != 255
        && (v & 255) != 255;
  }

  private void refillSlowly() {
    while (count <= 48) {
      int next;
      if (pos >= file.length) {
        next = -1;
      } else {
        next = file[pos] & 255;
        if (next == 255) {
          int at = pos + 1;
          while (at < file.length && (file[at] & 255) == 255) {
            at++;
          }
          if (at < file.length && file[at] == 0) {
            pos = at + 1;
          } else {
            next = -1;
          }
        } else {
          pos++;
        }
      }
      if (next < 0) {
        buffer <<= 8;
        supplied += 8;
      } else {
        buffer = buffer << 8 | next;
      }
      count += 8;
    }
  }

  /** The next symbol; -1 if the bits are no code. Leaves at least 15 bits. */
  int symbol(JpegHuffman table) {
    refill();
    int entry =
        table
            .fast[
            (int) (buffer >>> (count - JpegHuffman.FAST_BITS))
                & ((1 << JpegHuffman.FAST_BITS) - 1)];
    if (entry == 0) {
      entry = table.slow((int) (buffer >>> (count - 16)) & 0xFFFF);
      if (entry == 0) {
        return -1;
      }
    }
    count -= entry & 255;
    return entry >> 8;
  }

  /** The next {@code n} bits, 0 to 16. */
  int bits(int n) {
    refill();
    count -= n;
    return (int) (buffer >>> count) & ((1 << n) - 1);
  }

  /** The signed number of JPEG's category {@code n}, 0 to 15. */
  int extend(int n) {
    if (n == 0) {
      return 0;
    }
    int v = bits(n);
    return v < 1 << (n - 1) ? v - (1 << n) + 1 : v;
  }

  /**
   * One block of sequential coding: the DC difference added to {@code predictor}, coefficients
   * multiplied by {@code quant} (zigzag order) into the cleared {@code out} (natural order).
   *
   * @return the predictor for the next block shifted left by 8, with the last zigzag position set
   *     in the low byte; {@link Long#MIN_VALUE} if the bits are no code
   */
  long block(JpegHuffman dc, JpegHuffman ac, int predictor, int[] quant, int[] natural, int[] out) {
    int category = symbol(dc);
    if (category < 0 || category > 15) {
      return Long.MIN_VALUE;
    }
    int value = predictor + extend(category);
    out[0] = value * quant[0];
    int[] whole = ac.whole;
    int[] fast = ac.fast;
    int mask = (1 << JpegHuffman.FAST_BITS) - 1;
    int last = 0;
    // The reader's state in locals: this loop is where a JPEG's time goes.
    long buf = buffer;
    int n = count;
    for (int k = 1; k < 64; k++) {
      if (n < 32) {
        buffer = buf;
        count = n;
        refill();
        buf = buffer;
        n = count;
      }
      int prefix = (int) (buf >>> (n - JpegHuffman.FAST_BITS)) & mask;
      int entry = whole[prefix];
      if (entry != 0) {
        n -= entry & 255;
        k += (entry >> 8) & 255;
        out[natural[k]] = (entry >> 16) * quant[k];
        last = k;
        continue;
      }
      int code = fast[prefix];
      if (code == 0) {
        code = ac.slow((int) (buf >>> (n - 16)) & 0xFFFF);
        if (code == 0) {
          return Long.MIN_VALUE;
        }
      }
      n -= code & 255;
      int size = (code >> 8) & 15;
      int run = code >> 12;
      if (size == 0) {
        if (run != 15) {
          break;
        }
        k += 15;
        continue;
      }
      k += run;
      n -= size;
      int v = (int) (buf >>> n) & ((1 << size) - 1);
      out[natural[k]] = (v < 1 << (size - 1) ? v - (1 << size) + 1 : v) * quant[k];
      last = k;
    }
    buffer = buf;
    count = n;
    return ((long) value << 8) | Math.min(last, 63);
  }
}
