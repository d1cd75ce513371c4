package io.github.clip4j.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.github.clip4j.errors.ImageDecodeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** WebP by the TwelveMonkeys reader, used as a class and not through ImageIO's registry. */
final class WebpDecoder {
  private WebpDecoder() {}

  static PixelImage decode(DecodeContext context, byte[] file) throws ImageDecodeException {
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      if (Bytes.u32le(file, 4) + 8 > file.length && !context.lenient()) {
        throw context.truncated(
            "the header says "
                + (Bytes.u32le(file, 4) + 8)
                + " bytes, the file has "
                + file.length);
      }
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
