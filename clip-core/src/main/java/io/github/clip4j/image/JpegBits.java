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

  private static final int PREFIX = 64 - JpegHuffman.FAST_BITS;

  private final byte[] file;

  /** The highest {@link #count} bits are valid, the others zero. */
  private long buffer;

  private int count;
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
  private void refill() {
    if (count >= 32) {
      return;
    }
    if (pos + 4 <= file.length) {
      int four = (int) INT_BE.get(file, pos);
      if (noStuffing(four)) {
        buffer |= (four & 0xFFFFFFFFL) << (32 - count);
        count += 32;
        pos += 4;
        return;
      }
    }
    refillSlowly();
  }

  /** True if no byte is 0xFF: the usual case. */
  private static boolean noStuffing(int v) {
    return (v & (~v - 0x01010101) & 0x80808080) == 0
        || ((v >>> 24) != 255
            && (v >>> 16 & 255) != 255
            && (v >>> 8 & 255) != 255
            && (v & 255) != 255);
  }

  private void refillSlowly() {
    while (count <= 56) {
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
        supplied += 8;
      } else {
        buffer |= (long) next << (56 - count);
      }
      count += 8;
    }
  }

  /** The next code's entry in the table; 0 if the bits are no code. Leaves at least 16 bits. */
  int code(JpegHuffman table) {
    refill();
    int entry = table.codes[(int) (buffer >>> PREFIX)];
    if (entry == 0) {
      entry = table.slow((int) (buffer >>> 48));
    }
    skip(entry & 255);
    return entry;
  }

  private void skip(int n) {
    buffer <<= n;
    count -= n;
  }

  /** The next {@code n} bits, 0 to 16. */
  int bits(int n) {
    refill();
    int v = (int) (buffer >>> 1 >>> (63 - n));
    skip(n);
    return v;
  }

  /** The signed number of JPEG's category {@code n}, 0 to 15. */
  int extend(int n) {
    return n == 0 ? 0 : JpegHuffman.coefficient(bits(n), n);
  }

  /**
   * One block of sequential coding: writes the predictor plus the DC difference, and every AC
   * coefficient that is not zero, as {@code value << 8 | zigzag position}.
   *
   * @param out has room for 64 numbers from {@code at} on
   * @return the end of what was written; -1 if the bits are no code
   */
  int block(JpegHuffman dc, JpegHuffman ac, int predictor, int[] out, int at) {
    int first = code(dc);
    if (first == 0 || JpegHuffman.run(first) != 0) {
      return -1;
    }
    out[at++] = (predictor + extend(JpegHuffman.size(first))) << 8;
    int[] table = ac.coefficients;
    // The reader's state in locals: this loop is where a JPEG's time goes.
    byte[] in = file;
    long buf = buffer;
    int n = count;
    for (int k = 1; k < 64; k++) {
      if (n < 32) {
        int p = pos;
        // A byte 0xFF sends the few bytes before the file's end the slow way, too.
        int four = p + 4 <= in.length ? (int) INT_BE.get(in, p) : -1;
        if (noStuffing(four)) {
          buf |= (four & 0xFFFFFFFFL) << (32 - n);
          n += 32;
          pos = p + 4;
        } else {
          buffer = buf;
          count = n;
          refillSlowly();
          buf = buffer;
          n = count;
        }
      }
      int entry = table[(int) (buf >>> PREFIX)];
      int value = entry >> 16;
      if (value == 0) {
        if (entry == 0) {
          entry = ac.slow((int) (buf >>> 48));
          if (entry == 0) {
            return -1;
          }
        }
        int size = JpegHuffman.size(entry);
        if (size == 0) {
          buf <<= entry;
          n -= entry & 63;
          if (JpegHuffman.run(entry) != 15) {
            break;
          }
          k += 15;
          continue;
        }
        buf <<= entry;
        value = JpegHuffman.coefficient((int) (buf >>> (64 - size)), size);
        buf <<= size;
        n -= (entry & 63) + size;
      } else {
        // Only a shift's lowest six bits count, and those are the entry's length.
        buf <<= entry;
        n -= entry & 63;
      }
      k += entry >> 8 & 15;
      out[at++] = value << 8 | Math.min(k, 63);
    }
    buffer = buf;
    count = n;
    return at;
  }
}
