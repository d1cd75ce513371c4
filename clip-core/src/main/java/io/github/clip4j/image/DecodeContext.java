package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import io.github.clip4j.errors.ImageTooLargeException;
import io.github.clip4j.errors.UnsupportedImageException;

/** What every decoder needs besides the bytes: a name for messages, the format, and the limits. */
record DecodeContext(String source, ImageFormat format, long maxPixels, boolean lenient) {

  /** Refuses empty and too large pictures; to be called before anything is allocated for them. */
  void checkSize(long width, long height) throws ImageDecodeException {
    if (width < 1 || height < 1) {
      throw corrupt("the header says " + width + "x" + height + " pixels");
    }
    if (width > maxPixels / height || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw new ImageTooLargeException(
          prefix()
              + width
              + "x"
              + height
              + (width > Long.MAX_VALUE / height ? "" : " = " + width * height + " pixels")
              + " exceeds the limit of "
              + maxPixels
              + " pixels; raise maxPixels if the source is trusted");
    }
  }

  /**
   * Refuses what the heap can never hold, so that hostile headers do not end in OutOfMemoryError.
   */
  void checkMemory(long bytes) throws ImageDecodeException {
    long limit = Runtime.getRuntime().maxMemory() / 4 * 3;
    if (bytes > limit || bytes > Integer.MAX_VALUE - 64) {
      throw new ImageTooLargeException(
          prefix()
              + "decoding needs "
              + bytes
              + " bytes, more than "
              + Math.min(limit, Integer.MAX_VALUE - 64)
              + "; lower maxPixels or give the JVM a larger heap (-Xmx)");
    }
  }

  ImageDecodeException corrupt(String reason) {
    return new ImageDecodeException("IMG_CORRUPT", prefix() + "broken file: " + reason, null);
  }

  ImageDecodeException corrupt(String reason, Throwable cause) {
    return new ImageDecodeException("IMG_CORRUPT", prefix() + "broken file: " + reason, cause);
  }

  ImageDecodeException truncated(String reason) {
    return new ImageDecodeException("IMG_TRUNCATED", prefix() + "truncated file: " + reason, null);
  }

  ImageDecodeException unsupported(String what) {
    return new UnsupportedImageException(prefix() + what);
  }

  private String prefix() {
    return source + " (" + format.label() + "): ";
  }
}
