package io.github.clip4j.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bits of entropy-coded JPEG segments. They are copied in pieces, without stuffed zeros, so
 * that the loop over coefficients reads eight bytes at a time without looking at them. Behind the
 * segment's end come zeros, and it is known whether they were used.
 */
final class JpegBits {
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final int PIECE = 1 << 14;

  /** More than a block can take: 64 codes of 16 bits with 15 behind each, and one more read. */
  private static final int BLOCK = 256 + 8;

  private static final int CODE = 64 - JpegHuffman.FAST_BITS;
  private static final int PAIR = 64 - JpegHuffman.PAIR_BITS;

  private final byte[] file;

  /** Bytes without stuffing, eight more than a piece at most; behind the segment's end zeros. */
  private final byte[] piece = new byte[PIECE + 8 + 2 * BLOCK];

  /** Where the bytes in {@link #piece} end. */
  private int end;

  /** The segment ends with the piece. */
  private boolean last;

  /** Where the file's bytes that are not in the piece yet begin. */
  private int source;

  /** The highest {@link #count} bits are valid; below may be some of the bits that follow. */
  private long buffer;

  private int count;
  private int pos;
  private boolean overrun;

  JpegBits(byte[] file) {
    this.file = file;
  }

  /** Starts a segment. */
  void start(int at) {
    source = at;
    end = 0;
    pos = 0;
    buffer = 0;
    count = 0;
    last = false;
    overrun = false;
    fill();
  }

  /** Where the next marker, or the end of the file, is searched from. */
  int position() {
    return source;
  }

  /** True if bits beyond the segment's end were used. */
  boolean overrun() {
    return overrun || (last && 8L * pos - count > 8L * end);
  }

  /** Makes sure that a whole block's bits are in the piece; to be called before each block. */
  void ensureBlock() {
    if (pos > end - BLOCK) {
      fill();
    }
  }

  private void fill() {
    if (last) {
      // The zeros behind the end are read again for as long as somebody asks.
      if (pos > end + BLOCK - 8) {
        overrun = true;
        pos = end;
      }
      return;
    }
    int kept = end - pos;
    System.arraycopy(piece, pos, piece, 0, kept);
    pos = 0;
    end = copy(kept);
    if (last) {
      Arrays.fill(piece, end, end + 2 * BLOCK, (byte) 0);
    }
  }

  /** Copies from the file to the piece at {@code to}; returns the piece's new end. */
  private int copy(int to) {
    byte[] in = file;
    byte[] out = piece;
    int from = source;
    while (to < PIECE) {
      if (from + 8 <= in.length) {
        long eight = (long) LONG_BE.get(in, from);
        // No byte is 0xFF; an alarm may be false.
        if (((~eight - ONES) & eight & (ONES << 7)) == 0) {
          LONG_BE.set(out, to, eight);
          from += 8;
          to += 8;
          continue;
        }
      }
      for (int i = 0; i < 8; i++) {
        int next = from < in.length ? in[from] & 255 : 256;
        if (next < 255) {
          out[to++] = (byte) next;
          from++;
          continue;
        }
        int behind = from + 1;
        while (behind < in.length && (in[behind] & 255) == 255) {
          behind++;
        }
        if (behind >= in.length || in[behind] != 0) {
          last = true;
          source = Math.min(from, in.length);
          return to;
        }
        out[to++] = (byte) 255;
        from = behind + 1;
      }
    }
    source = from;
    return to;
  }

  /** Makes at least 32 bits available. */
  private void refill() {
    if (count < 32) {
      buffer |= (long) LONG_BE.get(piece, pos) >>> count;
      pos += (63 - count) >> 3;
      count |= 56;
    }
  }

  /** The next code's entry in the table; 0 if the bits are no code. Leaves at least 16 bits. */
  int code(JpegHuffman table) {
    refill();
    int entry = table.codes[(int) (buffer >>> CODE)];
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
   * @param out has room for 65 numbers from {@code at} on
   * @return the end of what was written; -1 if the bits are no code
   */
  int block(JpegHuffman dc, JpegHuffman ac, int predictor, int[] out, int at) {
    refill();
    int difference = dc.differences[(int) (buffer >>> PAIR)];
    if (difference != 0) {
      skip(difference & 255);
      difference >>= 8;
    } else {
      int first = code(dc);
      if (first == 0 || JpegHuffman.run(first) != 0) {
        return -1;
      }
      difference = extend(JpegHuffman.size(first));
    }
    out[at++] = (predictor + difference) << 8;
    // The reader's state in locals: this loop is where a JPEG's time goes.
    long[] pairs = ac.pairs;
    byte[] in = piece;
    long buf = buffer;
    int n = count;
    int p = pos;
    int k = 0;
    while (k < 63) {
      if (n < 32) {
        buf |= (long) LONG_BE.get(in, p) >>> n;
        p += (63 - n) >> 3;
        n |= 56;
      }
      long entry = pairs[(int) (buf >>> PAIR)];
      int next = k + JpegHuffman.advance(entry);
      // Behind position 63 comes the next block, whose bits a pair must not take.
      if (entry != 0 && next < 63) {
        out[at] = JpegHuffman.first(entry) + k;
        out[at + 1] = JpegHuffman.second(entry) + k;
        at += JpegHuffman.coefficients(entry);
        k = next;
        // Only a shift's lowest six bits count, and those are the entry's length.
        buf <<= entry;
        n -= (int) entry & 63;
        if (JpegHuffman.endsBlock(entry)) {
          break;
        }
        continue;
      }
      int code = ac.codes[(int) (buf >>> CODE)];
      if (code == 0) {
        code = ac.slow((int) (buf >>> 48));
        if (code == 0) {
          return -1;
        }
      }
      buf <<= code;
      n -= code & 63;
      int size = JpegHuffman.size(code);
      k += JpegHuffman.run(code) + 1;
      if (size == 0) {
        if (JpegHuffman.run(code) != 15) {
          break;
        }
        continue;
      }
      out[at++] = JpegHuffman.coefficient((int) (buf >>> (64 - size)), size) << 8 | Math.min(k, 63);
      buf <<= size;
      n -= size;
    }
    buffer = buf;
    count = n;
    pos = p;
    return at;
  }
}
