package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;

/**
 * WebP: lossy frames with or without an alpha plane, and lossless ones. Of an animation the first
 * frame is read.
 */
final class WebpDecoder {
  private static final int RIFF_HEADER = 12;

  private WebpDecoder() {}

  static PixelImage decode(DecodeContext context, byte[] file) throws ImageDecodeException {
    WebpAnimation first = WebpAnimation.of(context, file);
    return first == null ? still(context, file) : first.onCanvas(still(context, first.frame()));
  }

  private static PixelImage still(DecodeContext context, byte[] file) throws ImageDecodeException {
    long announced = Bytes.u32le(file, 4) + 8;
    if (announced > file.length && !context.lenient()) {
      throw context.truncated(
          "the header says " + announced + " bytes, the file has " + file.length);
    }
    int alphaAt = -1;
    int alphaEnd = -1;
    int orientation = 1;
    Vp8Decoder lossy = null;
    Vp8lDecoder lossless = null;
    long pos = RIFF_HEADER;
    while (pos + 8 <= file.length) {
      int at = (int) pos;
      long length = Bytes.u32le(file, at + 4);
      int end = (int) Math.min(file.length, pos + 8 + length);
      switch ((int) Bytes.u32be(file, at)) {
        case 0x414C5048 -> { // ALPH
          alphaAt = at + 8;
          alphaEnd = end;
        }
        case 0x45584946 -> orientation = Exif.orientation(file, at + 8, end - at - 8); // EXIF
        case 0x56503820 -> { // "VP8 "
          if (lossy == null) {
            lossy = new Vp8Decoder(context, file, at + 8, end);
          }
        }
        case 0x5650384C -> { // VP8L
          if (lossless == null) {
            lossless = Vp8lDecoder.of(context, file, at + 8, end);
          }
        }
        default -> {}
      }
      pos += 8 + length + (length & 1);
    }
    PixelImage image;
    if (lossy == null) {
      if (lossless == null) {
        throw context.truncated("no image data before the end of the file");
      }
      image = pixels(lossless);
    } else {
      lossy.decode();
      byte[] rgb = Vp8Rgb.convert(lossy);
      image = new PixelImage(PixelImage.Mode.RGB, lossy.width, lossy.height, rgb);
      if (alphaAt >= 0) {
        int w = lossy.width;
        int h = lossy.height;
        image = withAlpha(image, WebpAlpha.decode(context, file, alphaAt, alphaEnd, w, h));
      }
    }
    image.orientation = orientation;
    return image;
  }

  private static PixelImage withAlpha(PixelImage rgb, byte[] alpha) {
    byte[] out = new byte[4 * alpha.length];
    for (int i = 0, o = 0; o < out.length; i += 3, o += 4) {
      out[o] = rgb.data[i];
      out[o + 1] = rgb.data[i + 1];
      out[o + 2] = rgb.data[i + 2];
      out[o + 3] = alpha[o / 4];
    }
    return new PixelImage(PixelImage.Mode.RGBA, rgb.width, rgb.height, out);
  }

  private static PixelImage pixels(Vp8lDecoder lossless) throws ImageDecodeException {
    int[] argb = lossless.decode();
    int bands = lossless.alpha ? 4 : 3;
    byte[] out = new byte[argb.length * bands];
    for (int i = 0, o = 0; i < argb.length; i++, o += bands) {
      out[o] = (byte) (argb[i] >> 16);
      out[o + 1] = (byte) (argb[i] >> 8);
      out[o + 2] = (byte) argb[i];
      if (lossless.alpha) {
        out[o + 3] = (byte) (argb[i] >> 24);
      }
    }
    return new PixelImage(
        lossless.alpha ? PixelImage.Mode.RGBA : PixelImage.Mode.RGB,
        lossless.width,
        lossless.height,
        out);
  }
}
