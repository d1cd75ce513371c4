package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.util.Arrays;

/**
 * Windows and OS/2 bitmaps: 1, 4, 8, 16, 24 and 32 bits, RLE4, RLE8 and the bit masks that Pillow
 * knows. A palette that is a gray ramp makes a gray picture, as in Pillow, which matters for
 * resizing.
 */
final class BmpDecoder {
  private final DecodeContext context;
  private final byte[] file;
  private int width;
  private int height;
  private boolean topDown;
  private int bits;
  private long compression;

  private BmpDecoder(DecodeContext context, byte[] file) {
    this.context = context;
    this.file = file;
  }

  static PixelImage decode(DecodeContext context, byte[] file) throws ImageDecodeException {
    return new BmpDecoder(context, file).read();
  }

  private PixelImage read() throws ImageDecodeException {
    if (file.length < 26) {
      throw context.truncated("the header needs 26 bytes, the file has " + file.length);
    }
    long start = Bytes.u32le(file, 10);
    long headerSize = Bytes.u32le(file, 14);
    boolean old = headerSize == 12;
    if (!old
        && !(headerSize == 40
            || headerSize == 52
            || headerSize == 56
            || headerSize == 64
            || headerSize == 108
            || headerSize == 124)) {
      throw context.unsupported("BMP header of " + headerSize + " bytes is not supported");
    }
    if (14 + headerSize > file.length) {
      throw context.truncated("the header needs " + (14 + headerSize) + " bytes");
    }
    long colors = 0;
    long h;
    long w;
    if (old) {
      w = Bytes.u16le(file, 18);
      h = Bytes.u16le(file, 20);
      bits = Bytes.u16le(file, 24);
    } else {
      w = Bytes.u32le(file, 18);
      h = Bytes.u32le(file, 22);
      topDown = (file[25] & 255) == 255;
      if (topDown) {
        h = (1L << 32) - h;
      }
      bits = Bytes.u16le(file, 28);
      compression = Bytes.u32le(file, 30);
      colors = Bytes.u32le(file, 46);
    }
    context.checkSize(w, h);
    width = (int) w;
    height = (int) h;
    int paletteAt = 14 + (int) headerSize;
    int[] masks = masks(paletteAt, headerSize);
    if (compression == 3 && headerSize < 52) {
      paletteAt += 12;
    }
    if (bits == 1 || bits == 4 || bits == 8) {
      return indexed(start, paletteAt, old ? 3 : 4, colors == 0 ? 1L << bits : colors);
    }
    if (bits != 16 && bits != 24 && bits != 32) {
      throw context.unsupported("BMP with " + bits + " bits a pixel is not supported");
    }
    if (compression != 0 && compression != 3) {
      throw context.unsupported("BMP compression " + compression + " is not supported");
    }
    return direct(start == 0 ? paletteAt : start, masks);
  }

  private int[] masks(int paletteAt, long headerSize) throws ImageDecodeException {
    if (compression != 3) {
      return new int[0];
    }
    int at = headerSize >= 52 ? 54 : paletteAt;
    int n = headerSize >= 56 ? 4 : 3;
    if (at + 4 * n > file.length) {
      throw context.truncated("the colour masks are missing");
    }
    int[] masks = new int[4];
    for (int i = 0; i < n; i++) {
      masks[i] = (int) Bytes.u32le(file, at + 4 * i);
    }
    return masks;
  }

  private PixelImage indexed(long start, int paletteAt, int entrySize, long colors)
      throws ImageDecodeException {
    if (colors > 65536) {
      throw context.corrupt("a palette of " + colors + " colours");
    }
    if (paletteAt + colors * entrySize > file.length) {
      throw context.truncated("the palette of " + colors + " colours is cut");
    }
    int n = (int) colors;
    boolean gray = true;
    byte[] palette = PixelImage.grayRamp();
    for (int i = 0; i < n; i++) {
      int p = paletteAt + i * entrySize;
      int expected = n == 2 ? 255 * i : i;
      for (int c = 0; c < 3; c++) {
        gray &= (file[p + c] & 255) == expected;
        if (i < 256) {
          palette[3 * i + c] = file[p + 2 - c];
        }
      }
    }
    long from = start;
    if (start == 0 || (start == paletteAt && colors > 0)) {
      from = paletteAt + colors * entrySize;
    }
    context.checkMemory((long) width * height);
    byte[] pixels;
    if (compression == 1 || compression == 2) {
      pixels = runLengths(from, compression == 2);
    } else if (compression == 0) {
      pixels = packed(from);
    } else {
      throw context.unsupported("BMP compression " + compression + " is not supported");
    }
    if (!gray) {
      return new PixelImage(PixelImage.Mode.PALETTE, width, height, pixels, palette, null);
    }
    if (n > 2) {
      return new PixelImage(PixelImage.Mode.GRAY, width, height, pixels);
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (pixels[i] == 0 ? 0 : 255);
    }
    return new PixelImage(PixelImage.Mode.BIT, width, height, pixels);
  }

  private long stride() {
    return ((long) width * bits + 31) / 32 * 4;
  }

  private int rowAt(long from, int y) throws ImageDecodeException {
    int line = topDown ? y : height - 1 - y;
    long at = from + line * stride();
    // The padding of the very last line is often missing.
    if (at + ((long) width * bits + 7) / 8 > file.length) {
      if (context.lenient()) {
        return -1;
      }
      throw context.truncated(
          "row " + y + " lies at offset " + at + ", the file has " + file.length + " bytes");
    }
    return (int) at;
  }

  private byte[] packed(long from) throws ImageDecodeException {
    rowAt(from, topDown ? height - 1 : 0);
    byte[] pixels = new byte[width * height];
    int mask = (1 << bits) - 1;
    for (int y = 0; y < height; y++) {
      int at = rowAt(from, y);
      if (at < 0) {
        continue;
      }
      for (int x = 0; x < width; x++) {
        int bit = x * bits;
        pixels[y * width + x] =
            (byte) ((file[at + (bit >> 3)] & 255) >> (8 - bits - (bit & 7)) & mask);
      }
    }
    return pixels;
  }

  private byte[] runLengths(long from, boolean nibbles) throws ImageDecodeException {
    byte[] lines = new byte[width * height];
    int done = 0;
    int x = 0;
    int p = (int) Math.min(from, file.length);
    boolean ended = false;
    while (done < lines.length && !ended) {
      if (p + 2 > file.length) {
        if (context.lenient()) {
          break;
        }
        throw context.truncated(
            "run lengths end after " + done + " of " + lines.length + " pixels");
      }
      int count = file[p] & 255;
      int value = file[p + 1] & 255;
      p += 2;
      if (count > 0) {
        int n = Math.min(Math.min(count, Math.max(0, width - x)), lines.length - done);
        for (int i = 0; i < n; i++) {
          lines[done + i] = (byte) (!nibbles ? value : i % 2 == 0 ? value >> 4 : value & 15);
        }
        done += n;
        x += n;
      } else if (value == 0) {
        done = (int) Math.min(lines.length, ((long) done + width - 1) / width * width);
        x = 0;
      } else if (value == 1) {
        ended = true;
      } else if (value == 2) {
        if (p + 2 > file.length) {
          throw context.truncated("a jump at offset " + p);
        }
        long skip = (file[p] & 255) + (long) (file[p + 1] & 255) * width;
        p += 2;
        done = (int) Math.min(lines.length, done + skip);
        x = done % width;
      } else {
        int n = Math.min(value, lines.length - done);
        int length = nibbles ? (n + 1) / 2 : n;
        if (p + length > file.length) {
          if (context.lenient()) {
            break;
          }
          throw context.truncated("a run at offset " + p);
        }
        for (int i = 0; i < n; i++) {
          int v = file[p + (nibbles ? i / 2 : i)] & 255;
          lines[done + i] = (byte) (!nibbles ? v : i % 2 == 0 ? v >> 4 : v & 15);
        }
        done += n;
        x += value;
        p += length;
        p += p & 1;
      }
    }
    if (topDown) {
      return lines;
    }
    byte[] pixels = new byte[lines.length];
    for (int y = 0; y < height; y++) {
      System.arraycopy(lines, (height - 1 - y) * width, pixels, y * width, width);
    }
    return pixels;
  }

  private PixelImage direct(long from, int[] masks) throws ImageDecodeException {
    rowAt(from, topDown ? height - 1 : 0);
    int bytes = bits / 8;
    int[] order = order(masks);
    boolean alpha = order.length == 4;
    PixelImage.Mode mode = alpha ? PixelImage.Mode.RGBA : PixelImage.Mode.RGB;
    context.checkMemory((long) width * height * mode.bands);
    byte[] pixels = new byte[width * height * mode.bands];
    boolean six = masks.length > 0 && masks[0] == 0xF800;
    for (int y = 0; y < height; y++) {
      int at = rowAt(from, y);
      if (at < 0) {
        continue;
      }
      int o = y * width * mode.bands;
      for (int x = 0; x < width; x++, at += bytes, o += mode.bands) {
        if (bits == 16) {
          int v = Bytes.u16le(file, at);
          pixels[o] = (byte) ((six ? v >> 11 & 31 : v >> 10 & 31) * 255 / 31);
          pixels[o + 1] = (byte) (six ? (v >> 5 & 63) * 255 / 63 : (v >> 5 & 31) * 255 / 31);
          pixels[o + 2] = (byte) ((v & 31) * 255 / 31);
        } else {
          for (int c = 0; c < mode.bands; c++) {
            pixels[o + c] = file[at + order[c]];
          }
        }
      }
    }
    return new PixelImage(mode, width, height, pixels);
  }

  /** Byte positions of red, green, blue and perhaps alpha. */
  private int[] order(int[] masks) throws ImageDecodeException {
    int[] bgr = {2, 1, 0};
    if (masks.length == 0) {
      return bgr;
    }
    if (bits == 16) {
      if (is(masks, 0xF800, 0x7E0, 0x1F) || is(masks, 0x7C00, 0x3E0, 0x1F)) {
        return bgr;
      }
    } else if (bits == 24) {
      if (is(masks, 0xFF0000, 0xFF00, 0xFF)) {
        return bgr;
      }
    } else if (is(masks, 0, 0, 0) && masks[3] == 0) {
      return new int[] {2, 1, 0, 3};
    } else {
      int[][] known = {
        {0xFF0000, 0xFF00, 0xFF, 0},
        {0xFF000000, 0xFF0000, 0xFF00, 0},
        {0xFF000000, 0xFF00, 0xFF, 0},
        {0xFF000000, 0xFF0000, 0xFF00, 0xFF},
        {0xFF, 0xFF00, 0xFF0000, 0xFF000000},
        {0xFF0000, 0xFF00, 0xFF, 0xFF000000},
        {0xFF000000, 0xFF00, 0xFF, 0xFF0000}
      };
      for (int[] layout : known) {
        if (Arrays.equals(layout, masks)) {
          int n = layout[3] == 0 ? 3 : 4;
          int[] order = new int[n];
          for (int c = 0; c < n; c++) {
            order[c] = Integer.numberOfTrailingZeros(layout[c]) / 8;
          }
          return order;
        }
      }
    }
    throw context.unsupported("BMP colour masks " + Arrays.toString(masks) + " are not supported");
  }

  private static boolean is(int[] masks, int r, int g, int b) {
    return masks[0] == r && masks[1] == g && masks[2] == b;
  }
}
