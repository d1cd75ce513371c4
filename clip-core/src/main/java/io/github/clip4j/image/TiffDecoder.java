package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.util.Arrays;

/**
 * TIFF 6.0: the first picture of a file; strips or tiles; uncompressed, LZW, Deflate or PackBits;
 * horizontal predictor; gray, palette, RGB and CMYK of 1 to 16 bits. As in Pillow, the orientation
 * tag of a TIFF is followed (other formats' are not).
 */
final class TiffDecoder {
  private static final int MAX_ENTRIES = 4096;

  private final DecodeContext context;
  private final byte[] file;
  private boolean little;
  private int width;
  private int height;
  private int bits = 1;
  private int samples = 1;
  private int compression = 1;
  private int photometric = -1;
  private int fillOrder = 1;
  private int planar = 1;
  private int predictor = 1;
  private int orientation = 1;
  private int sampleFormat = 1;
  private long rowsPerChunk = 0xFFFFFFFFL;
  private long chunkWidth;
  private boolean tiled;
  private long[] offsets = new long[0];
  private long[] lengths = new long[0];
  private long[] extra = new long[0];
  private long[] colorMap = new long[0];

  private TiffDecoder(DecodeContext context, byte[] file) {
    this.context = context;
    this.file = file;
  }

  static PixelImage decode(DecodeContext context, byte[] file) throws ImageDecodeException {
    TiffDecoder decoder = new TiffDecoder(context, file);
    decoder.directory();
    return PixelConverter.orient(decoder.image());
  }

  private int u16(int at) {
    return little ? Bytes.u16le(file, at) : Bytes.u16be(file, at);
  }

  private long u32(int at) {
    return little ? Bytes.u32le(file, at) : Bytes.u32be(file, at);
  }

  private void directory() throws ImageDecodeException {
    if (file.length < 8) {
      throw context.truncated("the header is cut");
    }
    little = file[0] == 'I';
    if (u16(2) != 42) {
      throw context.unsupported("BigTIFF is not supported; save as ordinary TIFF");
    }
    long at = u32(4);
    if (at < 8 || at > file.length - 2L) {
      throw context.truncated("the directory at offset " + at + " is beyond the end");
    }
    int entries = u16((int) at);
    if (entries > MAX_ENTRIES || at + 2 + 12L * entries > file.length) {
      throw context.truncated("the directory of " + entries + " entries is cut");
    }
    long w = 0;
    long h = 0;
    for (int i = 0; i < entries; i++) {
      int entry = (int) at + 2 + 12 * i;
      int tag = u16(entry);
      switch (tag) {
        case 256 -> w = one(entry);
        case 257 -> h = one(entry);
        case 258 -> {
          long[] all = values(entry);
          bits = small(all[0]);
          for (long b : all) {
            if (b != all[0]) {
              throw context.unsupported("TIFF with unequal sample depths is not supported");
            }
          }
        }
        case 259 -> compression = small(one(entry));
        case 262 -> photometric = small(one(entry));
        case 266 -> fillOrder = small(one(entry));
        case 273, 324 -> offsets = values(entry);
        case 274 -> orientation = small(one(entry));
        case 277 -> samples = small(one(entry));
        case 278 -> rowsPerChunk = one(entry);
        case 279, 325 -> lengths = values(entry);
        case 284 -> planar = small(one(entry));
        case 317 -> predictor = small(one(entry));
        case 320 -> colorMap = values(entry);
        case 322 -> {
          chunkWidth = one(entry);
          tiled = true;
        }
        case 323 -> {
          rowsPerChunk = one(entry);
          tiled = true;
        }
        case 338 -> extra = values(entry);
        case 339 -> sampleFormat = small(values(entry)[0]);
        default -> {}
      }
    }
    context.checkSize(w, h);
    width = (int) w;
    height = (int) h;
    if (!tiled) {
      chunkWidth = width;
      rowsPerChunk = Math.min(Math.max(1, rowsPerChunk), height);
    }
  }

  private static int small(long value) {
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  private long one(int entry) throws ImageDecodeException {
    return values(entry)[0];
  }

  private long[] values(int entry) throws ImageDecodeException {
    int type = u16(entry + 2);
    long count = u32(entry + 4);
    int size =
        switch (type) {
          case 1, 2, 6, 7 -> 1;
          case 3, 8 -> 2;
          case 4, 9 -> 4;
          default -> 0;
        };
    if (size == 0 || count < 1) {
      throw context.corrupt(
          "tag " + u16(entry) + " has type " + type + " and " + count + " values");
    }
    long at = count * size <= 4 ? entry + 8 : u32(entry + 8);
    if (count > file.length || at + count * size > file.length) {
      throw context.truncated("the values of tag " + u16(entry) + " are beyond the end");
    }
    long[] all = new long[(int) count];
    for (int i = 0; i < all.length; i++) {
      int p = (int) at + i * size;
      all[i] = size == 1 ? file[p] & 255 : size == 2 ? u16(p) : u32(p);
    }
    return all;
  }

  private PixelImage.Mode mode() throws ImageDecodeException {
    int extras = extra.length;
    boolean alpha = extras > 0 && (extra[0] == 1 || extra[0] == 2 || extra[0] == 999);
    if (sampleFormat != 1) {
      throw context.unsupported(
          "TIFF with sample format " + sampleFormat + " is not supported; only unsigned integers");
    }
    if (fillOrder > 2 || planar < 1 || planar > 2) {
      throw context.unsupported(
          "TIFF with fill order " + fillOrder + " and planes " + planar + " is not supported");
    }
    int color = samples - extras;
    if ((photometric == 0 || photometric == 1) && color == 1) {
      if (bits == 1 && samples == 1) {
        return PixelImage.Mode.BIT;
      }
      if (bits == 16 && samples == 1) {
        return PixelImage.Mode.GRAY16;
      }
      if (samples == 1 && (bits == 2 || bits == 4 || bits == 8)) {
        return PixelImage.Mode.GRAY;
      }
      if (bits == 8 && samples == 2 && (extra[0] == 0 || extra[0] == 2)) {
        return alpha ? PixelImage.Mode.GRAY_ALPHA : PixelImage.Mode.GRAY;
      }
    } else if (photometric == 2 && (bits == 8 || bits == 16)) {
      if (color == 3) {
        return alpha ? PixelImage.Mode.RGBA : PixelImage.Mode.RGB;
      }
      if (samples == 4 && extras == 0) {
        return PixelImage.Mode.RGBA;
      }
    } else if (photometric == 3 && samples == 1 && bits <= 8 && Integer.bitCount(bits) == 1) {
      return PixelImage.Mode.PALETTE;
    } else if (photometric == 5 && color == 4 && (bits == 8 || bits == 16)) {
      return PixelImage.Mode.CMYK;
    }
    throw context.unsupported(
        "TIFF with photometric "
            + photometric
            + ", "
            + samples
            + " samples of "
            + bits
            + " bits and "
            + extras
            + " extra samples is not supported");
  }

  private PixelImage image() throws ImageDecodeException {
    PixelImage.Mode mode = mode();
    int planes = planar == 2 && samples > 1 ? samples : 1;
    int inChunk = planes == 1 ? samples : 1;
    if (chunkWidth < 1 || rowsPerChunk < 1 || chunkWidth > 1 << 20 || rowsPerChunk > 1 << 20) {
      throw context.corrupt("tiles of " + chunkWidth + "x" + rowsPerChunk);
    }
    int across = (int) ((width + chunkWidth - 1) / chunkWidth);
    int down = (int) ((height + rowsPerChunk - 1) / rowsPerChunk);
    long chunks = (long) across * down * planes;
    if (offsets.length < chunks || (compression != 1 && lengths.length < chunks)) {
      throw context.truncated(
          chunks + " strips or tiles expected, " + offsets.length + " are listed");
    }
    int lineBytes = (int) ((chunkWidth * inChunk * bits + 7) / 8);
    long chunkBytes = lineBytes * rowsPerChunk;
    context.checkMemory((long) width * height * Math.max(2, mode.bands));
    context.checkMemory(chunkBytes);
    PixelImage image =
        mode == PixelImage.Mode.GRAY16
            ? new PixelImage(width, height, new char[width * height])
            : new PixelImage(mode, width, height, new byte[width * height * mode.bands]);
    image.highByteFirst = !little;
    byte[] chunk = new byte[(int) chunkBytes];
    for (int plane = 0; plane < planes; plane++) {
      for (int cy = 0; cy < down; cy++) {
        int rows = (int) Math.min(rowsPerChunk, height - cy * rowsPerChunk);
        for (int cx = 0; cx < across; cx++) {
          int index = (plane * down + cy) * across + cx;
          int wanted = tiled ? chunk.length : lineBytes * rows;
          read(index, chunk, wanted);
          if (predictor == 2) {
            undoPredictor(chunk, lineBytes, wanted / lineBytes, inChunk);
          } else if (predictor != 1) {
            throw context.unsupported("TIFF predictor " + predictor + " is not supported");
          }
          int x0 = (int) (cx * chunkWidth);
          int columns = (int) Math.min(chunkWidth, width - x0);
          for (int y = 0; y < rows; y++) {
            int row = (int) (cy * rowsPerChunk) + y;
            store(image, chunk, y * lineBytes, row * width + x0, columns, plane, inChunk);
          }
        }
      }
    }
    finish(image);
    return image;
  }

  private void finish(PixelImage image) throws ImageDecodeException {
    image.orientation = orientation;
    if (image.mode == PixelImage.Mode.PALETTE) {
      int n = colorMap.length / 3;
      byte[] palette = PixelImage.grayRamp();
      if (n == 0) {
        throw context.corrupt("a palette picture without a colour map");
      }
      for (int i = 0; i < Math.min(256, n); i++) {
        for (int c = 0; c < 3; c++) {
          palette[3 * i + c] = (byte) (colorMap[c * n + i] / 256);
        }
      }
      image.palette = palette;
    }
    if (image.mode == PixelImage.Mode.RGBA && extra.length > 0 && extra[0] == 1) {
      PixelConverter.unpremultiply(image.data, 4);
      for (int i = 0; i < image.data.length; i += 4) {
        if (image.data[i + 3] == 0) {
          image.data[i] = image.data[i + 1] = image.data[i + 2] = 0;
        }
      }
    }
  }

  private void read(int index, byte[] out, int wanted) throws ImageDecodeException {
    long at = offsets[index];
    long length = compression == 1 ? wanted : lengths[index];
    if (at > file.length || length > file.length - at) {
      if (!context.lenient()) {
        throw context.truncated(
            "strip or tile "
                + index
                + " at offset "
                + at
                + " has "
                + length
                + " bytes, the file "
                + file.length);
      }
      at = Math.min(at, file.length);
      length = file.length - at;
    }
    byte[] in = file;
    int from = (int) at;
    int n = (int) length;
    if (fillOrder == 2) {
      // The bytes as they are stored run backwards, so that comes before any coding.
      in = Arrays.copyOfRange(file, from, from + n);
      from = 0;
      for (int i = 0; i < n; i++) {
        in[i] = (byte) (Integer.reverse(in[i]) >>> 24);
      }
    }
    int got =
        switch (compression) {
          case 1 -> {
            System.arraycopy(in, from, out, 0, n);
            yield n;
          }
          case 5 -> TiffCodecs.lzw(in, from, n, out, wanted);
          case 8, 32946 -> TiffCodecs.deflate(in, from, n, out, wanted);
          case 32773 -> TiffCodecs.packBits(in, from, n, out, wanted);
          default ->
              throw context.unsupported(
                  "TIFF compression "
                      + compression
                      + " is not supported; known: none, LZW, Deflate, PackBits");
        };
    if (got < wanted) {
      if (!context.lenient()) {
        throw context.corrupt(
            "strip or tile " + index + " gives " + got + " of " + wanted + " bytes");
      }
      Arrays.fill(out, got, wanted, (byte) 0);
    }
  }

  private void undoPredictor(byte[] data, int lineBytes, int rows, int step)
      throws ImageDecodeException {
    if (bits != 8 && bits != 16) {
      throw context.unsupported("TIFF predictor with " + bits + " bits is not supported");
    }
    for (int y = 0; y < rows; y++) {
      int from = y * lineBytes;
      if (bits == 8) {
        for (int i = from + step; i < from + lineBytes; i++) {
          data[i] += data[i - step];
        }
      } else {
        for (int i = from + 2 * step; i + 1 < from + lineBytes; i += 2) {
          int sum = sample16(data, i) + sample16(data, i - 2 * step);
          data[little ? i : i + 1] = (byte) sum;
          data[little ? i + 1 : i] = (byte) (sum >> 8);
        }
      }
    }
  }

  private int sample16(byte[] data, int at) {
    return little ? Bytes.u16le(data, at) : Bytes.u16be(data, at);
  }

  private void store(
      PixelImage image, byte[] in, int from, int at, int columns, int plane, int inChunk) {
    boolean inverted = photometric == 0;
    int bands = image.mode.bands;
    if (bits == 16) {
      for (int x = 0; x < columns; x++) {
        for (int s = 0; s < inChunk; s++) {
          int v = sample16(in, from + 2 * (x * inChunk + s));
          if (bands == 0) {
            // Pillow reads white-is-zero 16-bit gray as it stands.
            image.data16[at + x] = (char) v;
          } else if (plane + s < bands) {
            image.data[(at + x) * bands + plane + s] = (byte) (v >> 8);
          }
        }
      }
    } else if (bits == 8) {
      int flip = inverted ? 255 : 0;
      for (int x = 0; x < columns; x++) {
        for (int s = 0; s < inChunk; s++) {
          if (plane + s < bands) {
            image.data[(at + x) * bands + plane + s] = (byte) (in[from + x * inChunk + s] ^ flip);
          }
        }
      }
    } else {
      int mask = (1 << bits) - 1;
      int scale = image.mode == PixelImage.Mode.PALETTE ? 1 : 255 / mask;
      for (int x = 0; x < columns; x++) {
        int bit = x * bits;
        int v = (in[from + (bit >> 3)] & 255) >> (8 - bits - (bit & 7)) & mask;
        image.data[at + x] = (byte) ((inverted ? mask - v : v) * scale);
      }
    }
  }
}
