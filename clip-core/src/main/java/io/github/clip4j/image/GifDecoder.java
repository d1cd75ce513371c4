package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.util.Arrays;

/** GIF87a and GIF89a: the first frame on its screen, in palette or gray mode as Pillow reads it. */
final class GifDecoder {
  private static final int MAX_CODES = 4096;
  private static final int[] PASS_START = {0, 4, 2, 1};
  private static final int[] PASS_STEP = {8, 8, 4, 2};

  private final DecodeContext context;
  private final byte[] file;
  private int pos;
  private int transparent = -1;

  private GifDecoder(DecodeContext context, byte[] file) {
    this.context = context;
    this.file = file;
  }

  static PixelImage decode(DecodeContext context, byte[] file) throws ImageDecodeException {
    return new GifDecoder(context, file).read();
  }

  private PixelImage read() throws ImageDecodeException {
    need(13);
    int width = Bytes.u16le(file, 6);
    int height = Bytes.u16le(file, 8);
    int flags = file[10] & 255;
    pos = 13;
    byte[] palette = (flags & 128) != 0 ? palette(flags) : null;
    while (true) {
      need(1);
      int kind = file[pos++] & 255;
      if (kind == ';') {
        throw context.corrupt("no picture before the end");
      }
      if (kind == '!') {
        extension();
      } else if (kind == ',') {
        break;
      }
    }
    need(9);
    int x0 = Bytes.u16le(file, pos);
    int y0 = Bytes.u16le(file, pos + 2);
    int frameWidth = Bytes.u16le(file, pos + 4);
    int frameHeight = Bytes.u16le(file, pos + 6);
    int frameFlags = file[pos + 8] & 255;
    pos += 9;
    if ((frameFlags & 128) != 0) {
      palette = palette(frameFlags);
    }
    width = Math.max(width, x0 + frameWidth);
    height = Math.max(height, y0 + frameHeight);
    context.checkSize(width, height);
    context.checkMemory((long) width * height);
    byte[] entries = palette == null || isRamp(palette) ? new byte[0] : palette;
    byte[] pixels = new byte[width * height];
    if (transparent > 0) {
      Arrays.fill(pixels, (byte) transparent);
    }
    boolean interlaced = (frameFlags & 64) != 0;
    pixels(new Frame(pixels, width, x0, y0, frameWidth, frameHeight, interlaced));
    if (entries.length == 0) {
      PixelImage image = new PixelImage(PixelImage.Mode.GRAY, width, height, pixels);
      if (transparent >= 0) {
        image.transparentColor = new int[] {transparent};
      }
      return image;
    }
    byte[] full = PixelImage.grayRamp();
    System.arraycopy(entries, 0, full, 0, entries.length);
    byte[] alpha = null;
    if (transparent >= 0) {
      alpha = new byte[transparent + 1];
      Arrays.fill(alpha, 0, transparent, (byte) 255);
    }
    return new PixelImage(PixelImage.Mode.PALETTE, width, height, pixels, full, alpha);
  }

  private void need(int n) throws ImageDecodeException {
    if (file.length - pos < n) {
      throw context.truncated(n + " bytes expected at offset " + pos);
    }
  }

  private byte[] palette(int flags) throws ImageDecodeException {
    int n = 3 << ((flags & 7) + 1);
    need(n);
    byte[] entries = Arrays.copyOfRange(file, pos, pos + n);
    pos += n;
    return entries;
  }

  private static boolean isRamp(byte[] palette) {
    for (int i = 0; i < palette.length; i++) {
      if ((palette[i] & 255) != i / 3) {
        return false;
      }
    }
    return true;
  }

  private void extension() throws ImageDecodeException {
    need(2);
    int label = file[pos++] & 255;
    int length = file[pos] & 255;
    if (label == 0xF9 && length >= 4) {
      need(5);
      if ((file[pos + 1] & 1) != 0) {
        transparent = file[pos + 4] & 255;
      }
    }
    while (length > 0) {
      need(length + 2);
      pos += length + 1;
      length = file[pos] & 255;
    }
    pos++;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Frame(
      byte[] pixels, int stride, int x0, int y0, int width, int height, boolean interlaced) {}

  /** LZW to pixels. */
  private void pixels(Frame frame) throws ImageDecodeException {
    need(1);
    int minimum = file[pos++] & 255;
    if (minimum > 11) {
      throw context.corrupt("LZW code size " + minimum);
    }
    int clear = 1 << minimum;
    int[] prefix = new int[MAX_CODES];
    byte[] suffix = new byte[MAX_CODES];
    byte[] first = new byte[MAX_CODES];
    for (int i = 0; i < clear; i++) {
      suffix[i] = (byte) i;
      first[i] = (byte) i;
    }
    byte[] stack = new byte[MAX_CODES + 1];
    int size = minimum + 1;
    int next = clear + 2;
    int previous = -1;
    Cursor out = new Cursor(frame);
    int buffer = 0;
    int count = 0;
    int block = 0;
    while (!out.full()) {
      while (count < size) {
        if (block == 0) {
          if (pos >= file.length || file[pos] == 0) {
            ended(out, pos >= file.length);
            return;
          }
          block = file[pos++] & 255;
        }
        if (pos >= file.length) {
          ended(out, true);
          return;
        }
        buffer |= (file[pos++] & 255) << count;
        count += 8;
        block--;
      }
      int code = buffer & ((1 << size) - 1);
      buffer >>>= size;
      count -= size;
      if (code == clear) {
        size = minimum + 1;
        next = clear + 2;
        previous = -1;
        continue;
      }
      if (code == clear + 1) {
        ended(out, false);
        return;
      }
      if (code > next || (previous < 0 && code > clear) || (code == next && next >= MAX_CODES)) {
        if (context.lenient()) {
          return;
        }
        throw context.corrupt("LZW code " + code + " at offset " + pos + " is not defined yet");
      }
      int top = stack.length;
      int walk = code;
      if (code == next) {
        stack[--top] = first[previous];
        walk = previous;
      }
      while (walk >= clear) {
        stack[--top] = suffix[walk];
        walk = prefix[walk];
      }
      stack[--top] = (byte) walk;
      if (previous >= 0 && next < MAX_CODES) {
        prefix[next] = previous;
        suffix[next] = (byte) walk;
        first[next] = first[previous];
        if (next == (1 << size) - 1 && size < 12) {
          size++;
        }
        next++;
      }
      previous = code;
      out.write(stack, top, stack.length);
    }
  }

  private void ended(Cursor out, boolean fileEnds) throws ImageDecodeException {
    if (out.full() || context.lenient()) {
      return;
    }
    String reason = "image data ends in row " + out.row + " of " + out.frame.height;
    throw fileEnds ? context.truncated(reason) : context.corrupt(reason);
  }

  /** Where the next pixel goes; rows of interlaced frames come in four passes. */
  private static final class Cursor {
    private final Frame frame;
    private int row;
    private int column;
    private int y;
    private int pass;

    Cursor(Frame frame) {
      this.frame = frame;
    }

    boolean full() {
      return row >= frame.height || frame.width == 0;
    }

    void write(byte[] from, int start, int end) {
      int at = start;
      while (at < end && !full()) {
        int n = Math.min(end - at, frame.width - column);
        System.arraycopy(
            from, at, frame.pixels, (frame.y0 + y) * frame.stride + frame.x0 + column, n);
        at += n;
        column += n;
        if (column == frame.width) {
          column = 0;
          row++;
          advance();
        }
      }
    }

    private void advance() {
      if (!frame.interlaced) {
        y++;
        return;
      }
      y += PASS_STEP[pass];
      while (y >= frame.height && pass < 3) {
        pass++;
        y = PASS_START[pass];
      }
    }
  }
}
