package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * PNG (ISO/IEC 15948): all colour types, depths, filters and Adam7. 16-bit RGB and alpha keep the
 * high byte and 16-bit gray stays 16-bit, as Pillow reads them. An APNG gives its default image.
 */
final class PngDecoder {
  private static final int[] START_X = {0, 4, 0, 2, 0, 1, 0};
  private static final int[] START_Y = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] STEP_X = {8, 8, 4, 4, 2, 2, 1};
  private static final int[] STEP_Y = {8, 8, 8, 4, 4, 2, 2};

  private final DecodeContext context;
  private final byte[] file;
  private int width;
  private int height;
  private int depth;
  private int colorType;
  private int channels;
  private boolean interlaced;
  private byte @Nullable [] palette;
  private byte @Nullable [] transparency;
  private int orientation = 1;
  private int[] dataOffsets = new int[16];
  private int[] dataLengths = new int[16];
  private int dataChunks;
  private int nextChunk;
  private byte[] out = new byte[0];
  private char[] out16 = new char[0];

  private PngDecoder(DecodeContext context, byte[] file) {
    this.context = context;
    this.file = file;
  }

  static PixelImage decode(DecodeContext context, byte[] file) throws ImageDecodeException {
    PngDecoder decoder = new PngDecoder(context, file);
    decoder.readChunks();
    return decoder.image();
  }

  private void readChunks() throws ImageDecodeException {
    int pos = 8;
    boolean header = false;
    while (true) {
      if (pos + 12 > file.length) {
        if (dataChunks > 0) {
          // The end marker is missing; whether pixels are too, the inflater will tell.
          return;
        }
        throw context.truncated("no image data before the end of the file");
      }
      long length = Bytes.u32be(file, pos);
      int type = (int) Bytes.u32be(file, pos + 4);
      int body = pos + 8;
      boolean cut = length > file.length - body - 4L;
      if (cut && !(context.lenient() && type == 0x49444154)) {
        if (type != 0x49444154 && dataChunks > 0) {
          return;
        }
        throw context.truncated(
            "chunk "
                + name(type)
                + " at offset "
                + pos
                + " says "
                + length
                + " bytes, "
                + (file.length - body)
                + " are left");
      }
      int n = (int) Math.min(length, Math.max(0, file.length - body));
      if (!header && type != 0x49484452) {
        throw context.corrupt("the first chunk is " + name(type) + ", not IHDR");
      }
      if (!cut && !context.lenient()) {
        CRC32 crc = new CRC32();
        crc.update(file, pos + 4, n + 4);
        if (crc.getValue() != Bytes.u32be(file, body + n)) {
          throw context.corrupt(
              "chunk " + name(type) + " at offset " + pos + " has a wrong checksum");
        }
      }
      switch (type) {
        case 0x49484452 -> { // IHDR
          if (header) {
            throw context.corrupt("a second IHDR at offset " + pos);
          }
          readHeader(body, n);
          header = true;
        }
        case 0x504C5445 -> palette = Arrays.copyOfRange(file, body, body + n); // PLTE
        case 0x74524E53 -> transparency = Arrays.copyOfRange(file, body, body + n); // tRNS
        case 0x65584966 -> orientation = Exif.orientation(file, body, n); // eXIf
        case 0x49444154 -> addData(body, n); // IDAT
        case 0x49454E44 -> { // IEND
          if (dataChunks == 0) {
            throw context.corrupt("no IDAT chunk");
          }
          return;
        }
        default -> {
          // A capital first letter says that the picture cannot be shown without this chunk.
          if ((type >>> 29 & 1) == 0 && type != 0x504C5445) {
            throw context.corrupt("unknown critical chunk " + name(type) + " at offset " + pos);
          }
        }
      }
      if (cut) {
        return;
      }
      pos = body + n + 4;
    }
  }

  private void addData(int offset, int length) {
    if (dataChunks == dataOffsets.length) {
      dataOffsets = Arrays.copyOf(dataOffsets, dataChunks * 2);
      dataLengths = Arrays.copyOf(dataLengths, dataChunks * 2);
    }
    dataOffsets[dataChunks] = offset;
    dataLengths[dataChunks++] = length;
  }

  private void readHeader(int at, int length) throws ImageDecodeException {
    if (length != 13) {
      throw context.corrupt("IHDR has " + length + " bytes, not 13");
    }
    long w = Bytes.u32be(file, at);
    long h = Bytes.u32be(file, at + 4);
    depth = file[at + 8] & 255;
    colorType = file[at + 9] & 255;
    channels =
        switch (colorType) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          case 6 -> 4;
          default -> 0;
        };
    boolean depthOk =
        switch (colorType) {
          case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          default -> depth == 8 || depth == 16;
        };
    if (channels == 0 || !depthOk) {
      throw context.corrupt("no colour type " + colorType + " with " + depth + " bits");
    }
    if (file[at + 10] != 0 || file[at + 11] != 0 || (file[at + 12] & 255) > 1) {
      throw context.corrupt("unknown compression, filter or interlace method");
    }
    interlaced = file[at + 12] == 1;
    context.checkSize(w, h);
    width = (int) w;
    height = (int) h;
  }

  private PixelImage image() throws ImageDecodeException {
    long pixels = (long) width * height;
    long compressed = 0;
    for (int i = 0; i < dataChunks; i++) {
      compressed += dataLengths[i];
    }
    // Deflate cannot expand more than 1032 times, so a bomb's header is known before allocation.
    if (!context.lenient() && pixels * channels * depth / 8 > compressed * 1032 + 4096) {
      throw context.truncated(
          compressed + " compressed bytes cannot hold " + width + "x" + height + " pixels");
    }
    PixelImage.Mode mode = mode();
    context.checkMemory(pixels * Math.max(2, mode.bands));
    if (mode == PixelImage.Mode.GRAY16) {
      out16 = new char[(int) pixels];
    } else {
      out = new byte[(int) (pixels * mode.bands)];
    }
    Inflater inflater = new Inflater();
    try {
      if (interlaced) {
        for (int pass = 0; pass < 7; pass++) {
          int w = (width - START_X[pass] + STEP_X[pass] - 1) / STEP_X[pass];
          int h = (height - START_Y[pass] + STEP_Y[pass] - 1) / STEP_Y[pass];
          if (w > 0 && h > 0 && !rows(inflater, w, h, pass)) {
            break;
          }
        }
      } else {
        rows(inflater, width, height, -1);
      }
    } finally {
      inflater.end();
    }
    return finish(mode);
  }

  private PixelImage.Mode mode() {
    return switch (colorType) {
      case 0 ->
          depth == 1
              ? PixelImage.Mode.BIT
              : depth == 16 ? PixelImage.Mode.GRAY16 : PixelImage.Mode.GRAY;
      case 2 -> PixelImage.Mode.RGB;
      case 3 -> PixelImage.Mode.PALETTE;
      case 4 -> depth == 8 ? PixelImage.Mode.GRAY_ALPHA : PixelImage.Mode.RGBA;
      default -> PixelImage.Mode.RGBA;
    };
  }

  private PixelImage finish(PixelImage.Mode mode) throws ImageDecodeException {
    PixelImage image =
        mode == PixelImage.Mode.GRAY16
            ? new PixelImage(width, height, out16)
            : new PixelImage(mode, width, height, out);
    byte[] trns = transparency;
    if (mode == PixelImage.Mode.PALETTE) {
      byte[] entries = palette;
      if (entries == null) {
        throw context.corrupt("a palette picture without PLTE");
      }
      byte[] full = PixelImage.grayRamp();
      System.arraycopy(entries, 0, full, 0, Math.min(768, entries.length / 3 * 3));
      image.palette = full;
      image.paletteAlpha = trns;
    } else if (trns != null && colorType == 0 && trns.length >= 2) {
      int key = Bytes.u16be(trns, 0);
      image.transparentColor = new int[] {depth == 1 ? (key != 0 ? 255 : 0) : key};
    } else if (trns != null && colorType == 2 && trns.length >= 6) {
      image.transparentColor =
          new int[] {Bytes.u16be(trns, 0), Bytes.u16be(trns, 2), Bytes.u16be(trns, 4)};
    }
    image.orientation = orientation;
    return image;
  }

  /** Reads the rows of a pass; false when a lenient read ran out of data. */
  private boolean rows(Inflater inflater, int w, int h, int pass) throws ImageDecodeException {
    int bits = channels * depth;
    int step = Math.max(1, bits / 8);
    int length = (int) (((long) w * bits + 7) / 8);
    byte[] line = new byte[length + 1];
    byte[] before = new byte[length + 1];
    for (int y = 0; y < h; y++) {
      if (!fill(inflater, line)) {
        if (context.lenient()) {
          return false;
        }
        throw context.truncated("image data ends in row " + y + " of " + h);
      }
      unfilter(line, before, step);
      if (pass < 0) {
        store(line, w, y, 0, 1);
      } else {
        store(line, w, START_Y[pass] + y * STEP_Y[pass], START_X[pass], STEP_X[pass]);
      }
      byte[] swap = before;
      before = line;
      line = swap;
    }
    return true;
  }

  private boolean fill(Inflater inflater, byte[] line) throws ImageDecodeException {
    int done = 0;
    try {
      while (done < line.length) {
        int n = inflater.inflate(line, done, line.length - done);
        done += n;
        if (n == 0) {
          if (inflater.finished() || inflater.needsDictionary()) {
            return false;
          }
          if (nextChunk == dataChunks) {
            return false;
          }
          inflater.setInput(file, dataOffsets[nextChunk], dataLengths[nextChunk]);
          nextChunk++;
        }
      }
      return true;
    } catch (DataFormatException e) {
      if (context.lenient()) {
        return false;
      }
      throw context.corrupt("image data does not inflate: " + e.getMessage(), e);
    }
  }

  private void unfilter(byte[] line, byte[] before, int step) throws ImageDecodeException {
    switch (line[0]) {
      case 0 -> {}
      case 1 -> PngFilters.sub(line, step);
      case 2 -> PngFilters.up(line, before);
      case 3 -> PngFilters.average(line, before, step);
      case 4 -> PngFilters.paeth(line, before, step);
      default -> {
        if (!context.lenient()) {
          throw context.corrupt("unknown row filter " + (line[0] & 255));
        }
      }
    }
  }

  /** Unpacks a row's samples to every {@code step}th pixel of row {@code y}. */
  private void store(byte[] line, int w, int y, int x0, int step) {
    int base = y * width + x0;
    if (depth < 8) {
      int mask = (1 << depth) - 1;
      // Gray samples are scaled to the full range, palette indices are not.
      int scale = colorType == 3 ? 1 : 255 / mask;
      for (int x = 0; x < w; x++) {
        int bit = x * depth;
        int v = (line[1 + (bit >> 3)] & 255) >> (8 - depth - (bit & 7)) & mask;
        out[base + x * step] = (byte) (v * scale);
      }
    } else if (depth == 8) {
      if (step == 1) {
        System.arraycopy(line, 1, out, base * channels, w * channels);
        return;
      }
      for (int x = 0; x < w; x++) {
        System.arraycopy(line, 1 + x * channels, out, (base + x * step) * channels, channels);
      }
    } else if (colorType == 0) {
      for (int x = 0; x < w; x++) {
        out16[base + x * step] = (char) Bytes.u16be(line, 1 + 2 * x);
      }
    } else if (colorType == 4) {
      for (int x = 0; x < w; x++) {
        int o = (base + x * step) * 4;
        out[o] = out[o + 1] = out[o + 2] = line[1 + 4 * x];
        out[o + 3] = line[3 + 4 * x];
      }
    } else {
      for (int x = 0; x < w; x++) {
        int o = (base + x * step) * channels;
        for (int c = 0; c < channels; c++) {
          out[o + c] = line[1 + 2 * (x * channels + c)];
        }
      }
    }
  }

  private static String name(int type) {
    StringBuilder text = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int c = type >>> shift & 255;
      text.append(c >= 32 && c < 127 ? (char) c : '?');
    }
    return text.toString();
  }
}
