package io.github.clip4j.image;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The three lossless codings of TIFF. Each returns how many bytes it could give. */
final class TiffCodecs {
  private static final int CLEAR = 256;
  private static final int END = 257;

  private TiffCodecs() {}

  static int deflate(byte[] in, int at, int length, byte[] out, int wanted) {
    Inflater inflater = new Inflater();
    int done = 0;
    try {
      inflater.setInput(in, at, length);
      while (done < wanted) {
        int n = inflater.inflate(out, done, wanted - done);
        if (n == 0) {
          break;
        }
        done += n;
      }
    } catch (DataFormatException e) {
      // The count says how far it went; the caller decides whether that is an error.
      return done;
    } finally {
      inflater.end();
    }
    return done;
  }

  static int packBits(byte[] in, int at, int length, byte[] out, int wanted) {
    int end = at + length;
    int p = at;
    int done = 0;
    while (done < wanted && p < end) {
      int n = in[p++];
      if (n >= 0) {
        int copy = Math.min(Math.min(n + 1, end - p), wanted - done);
        System.arraycopy(in, p, out, done, copy);
        p += n + 1;
        done += copy;
      } else if (n != -128 && p < end) {
        byte value = in[p++];
        for (int i = 0; i < 1 - n && done < wanted; i++) {
          out[done++] = value;
        }
      }
    }
    return done;
  }

  /** Most significant bit first, with the early change of code size that TIFF prescribes. */
  static int lzw(byte[] in, int at, int length, byte[] out, int wanted) {
    int[] start = new int[4096];
    int[] size = new int[4096];
    byte[] singles = new byte[256];
    for (int i = 0; i < 256; i++) {
      singles[i] = (byte) i;
    }
    int end = at + length;
    int p = at;
    int buffer = 0;
    int count = 0;
    int width = 9;
    int next = 258;
    int previousAt = -1;
    int previousSize = 0;
    int done = 0;
    while (done < wanted) {
      while (count < width) {
        if (p >= end) {
          return done;
        }
        buffer = buffer << 8 | (in[p++] & 255);
        count += 8;
      }
      int code = buffer >>> (count - width) & ((1 << width) - 1);
      count -= width;
      if (code == CLEAR) {
        width = 9;
        next = 258;
        previousAt = -1;
        continue;
      }
      if (code == END) {
        return done;
      }
      int from = done;
      int n;
      // Strings are pieces of what was already put out: each new one is the last one and a byte.
      if (code < 256) {
        n = 1;
        out[done++] = singles[code];
      } else if (code < next) {
        n = Math.min(size[code], wanted - done);
        copy(out, start[code], n, done);
        done += n;
      } else if (code == next && previousAt >= 0) {
        n = Math.min(previousSize + 1, wanted - done);
        copy(out, previousAt, n, done);
        done += n;
      } else {
        return from;
      }
      if (previousAt >= 0 && next < 4096) {
        start[next] = previousAt;
        size[next] = previousSize + 1;
        next++;
        if (next + 1 >= 1 << width && width < 12) {
          width++;
        }
      }
      previousAt = from;
      previousSize = n;
    }
    return done;
  }

  /** Byte by byte, because the source may run into what is being written. */
  private static void copy(byte[] data, int from, int n, int to) {
    for (int i = 0; i < n; i++) {
      data[to + i] = data[from + i];
    }
  }
}
