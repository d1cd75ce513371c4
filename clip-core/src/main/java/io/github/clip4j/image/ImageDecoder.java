package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import io.github.clip4j.errors.UnsupportedImageException;

/**
 * Chooses the decoder by the first bytes. The list is fixed; nothing is registered or looked up.
 */
final class ImageDecoder {
  private ImageDecoder() {}

  static DecodeContext context(String source, byte[] file, PreprocessConfig config)
      throws ImageDecodeException {
    if (file.length == 0) {
      throw new ImageDecodeException("IMG_EMPTY", source + ": the file is empty", null);
    }
    ImageFormat format = ImageFormat.of(file);
    if (!format.decodable) {
      throw new UnsupportedImageException(
          source
              + ": "
              + (format == ImageFormat.UNKNOWN
                  ? "no known picture format"
                  : "looks like " + format.label())
              + "; supported: "
              + ImageFormat.SUPPORTED);
    }
    return new DecodeContext(source, format, config.maxPixels(), config.lenient());
  }

  static PixelImage decode(DecodeContext context, byte[] file) throws ImageDecodeException {
    return switch (context.format()) {
      case JPEG -> new JpegDecoder(context, file).decode();
      case PNG -> PngDecoder.decode(context, file);
      case GIF -> GifDecoder.decode(context, file);
      case BMP -> BmpDecoder.decode(context, file);
      case TIFF -> TiffDecoder.decode(context, file);
      case WEBP -> WebpDecoder.decode(context, file);
      default -> throw new AssertionError(context.format());
    };
  }
}
