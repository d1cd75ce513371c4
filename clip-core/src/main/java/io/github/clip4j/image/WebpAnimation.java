package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of an animated WebP (RIFF chunks VP8X, ANIM, ANMF): as a still file, and on the
 * canvas that Pillow shows, which is transparent or black around the frame.
 */
final class WebpAnimation {
  private static final int VP8X = 0x56503858;
  private static final int ANMF = 0x414E4D46;
  private static final int ANIMATED = 2;
  private static final int ALPHA = 16;
  private static final int FRAME_HEADER = 16;

  private final int width;
  private final int height;
  private final boolean alpha;
  private final int x;
  private final int y;
  private final byte[] frame;

  private WebpAnimation(int width, int height, boolean alpha, int x, int y, byte[] frame) {
    this.width = width;
    this.height = height;
    this.alpha = alpha;
    this.x = x;
    this.y = y;
    this.frame = frame;
  }

  /** Null if the file is not animated. */
  static @Nullable WebpAnimation of(DecodeContext context, byte[] file)
      throws ImageDecodeException {
    if (file.length < 30 || (int) Bytes.u32be(file, 12) != VP8X || (file[20] & ANIMATED) == 0) {
      return null;
    }
    int width = 1 + u24(file, 24);
    int height = 1 + u24(file, 27);
    context.checkSize(width, height);
    context.checkMemory(4L * width * height);
    long pos = 30;
    while (pos + 8 <= file.length) {
      int at = (int) pos;
      long length = Bytes.u32le(file, at + 4);
      if ((int) Bytes.u32be(file, at) == ANMF) {
        boolean cut = length > file.length - pos - 8;
        if (length < FRAME_HEADER || (cut && !context.lenient())) {
          throw context.truncated("the first frame says " + length + " bytes");
        }
        int end = (int) Math.min(file.length, pos + 8 + length);
        return frame(context, file, at + 8, end, width, height);
      }
      pos += 8 + length + (length & 1);
    }
    throw context.truncated("an animation without frames");
  }

  private static WebpAnimation frame(
      DecodeContext context, byte[] file, int at, int end, int width, int height)
      throws ImageDecodeException {
    int body = at + FRAME_HEADER;
    if (body > end) {
      throw context.truncated("the first frame's header");
    }
    int x = 2 * u24(file, at);
    int y = 2 * u24(file, at + 3);
    int w = 1 + u24(file, at + 6);
    int h = 1 + u24(file, at + 9);
    if ((long) x + w > width || (long) y + h > height) {
      throw context.corrupt("the first frame lies outside of the canvas");
    }
    boolean alpha = (file[20] & ALPHA) != 0;
    ByteBuffer out = ByteBuffer.allocate(30 + end - body).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x46464952).putInt(out.capacity() - 8).putInt(0x50424557);
    out.putInt(0x58385056).putInt(10).putInt(alpha ? ALPHA : 0);
    put24(out, w - 1);
    put24(out, h - 1);
    out.put(file, body, end - body);
    return new WebpAnimation(width, height, alpha, x, y, out.array());
  }

  private static int u24(byte[] b, int at) {
    return (b[at] & 255) | (b[at + 1] & 255) << 8 | (b[at + 2] & 255) << 16;
  }

  private static void put24(ByteBuffer out, int v) {
    out.put((byte) v).put((byte) (v >> 8)).put((byte) (v >> 16));
  }

  /** The frame as the bytes of a file of its own. */
  byte[] frame() {
    return frame;
  }

  PixelImage onCanvas(PixelImage image) {
    int bands = alpha ? 4 : 3;
    byte[] canvas = new byte[width * height * bands];
    boolean hasAlpha = image.mode == PixelImage.Mode.RGBA;
    int from = hasAlpha ? 4 : 3;
    for (int row = 0; row < Math.min(image.height, height - y); row++) {
      int in = row * image.width * from;
      int out = ((y + row) * width + x) * bands;
      for (int i = 0; i < Math.min(image.width, width - x); i++, in += from, out += bands) {
        canvas[out] = image.data[in];
        canvas[out + 1] = image.data[in + 1];
        canvas[out + 2] = image.data[in + 2];
        if (alpha) {
          canvas[out + 3] = hasAlpha ? image.data[in + 3] : -1;
        }
      }
    }
    return new PixelImage(
        alpha ? PixelImage.Mode.RGBA : PixelImage.Mode.RGB, width, height, canvas);
  }
}
