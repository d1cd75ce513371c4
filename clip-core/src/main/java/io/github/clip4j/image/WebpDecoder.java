package io.github.clip4j.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.github.clip4j.errors.ImageDecodeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * WebP. Lossy frames are decoded here, because their RGB depends on how chroma is interpolated;
 * lossless ones (and lossless alpha planes) by the TwelveMonkeys reader, used as a class and not
 * through ImageIO's registry. Of an animation the first frame is read.
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
        default -> {}
      }
      pos += 8 + length + (length & 1);
    }
    PixelImage image;
    if (lossy == null) {
      image = library(context, file);
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

  /** Pictures of the lossless coding. */
  static PixelImage library(DecodeContext context, byte[] file) throws ImageDecodeException {
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      context.checkSize(width, height);
      context.checkMemory(8L * width * height);
      BufferedImage image = reader.read(0);
      return BufferedImages.toPixels(image);
    } catch (ImageDecodeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The reader answers broken data with whatever its arithmetic runs into.
      throw context.corrupt(String.valueOf(e.getMessage()), e);
    } finally {
      reader.dispose();
    }
  }
}
