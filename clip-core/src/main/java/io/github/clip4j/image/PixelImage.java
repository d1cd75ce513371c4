package io.github.clip4j.image;

import org.jspecify.annotations.Nullable;

/**
 * A decoded picture in the pixel mode of its file, named as Pillow names modes. What a mode does to
 * resizing and to RGB conversion is the heart of equality, so decoders must not convert early.
 */
final class PixelImage {
  /** Pixel modes; bands are bytes a pixel in {@link #data}, and 0 where {@link #data16} is used. */
  enum Mode {
    /** One bit as 0 or 255. */
    BIT(1),
    /** 8-bit gray. */
    GRAY(1),
    /** 8-bit gray and alpha. */
    GRAY_ALPHA(2),
    /** Index into a palette. */
    PALETTE(1),
    /** 8-bit RGB. */
    RGB(3),
    /** 8-bit RGB and alpha. */
    RGBA(4),
    /** Ink amounts, 0 is none. */
    CMYK(4),
    /** 16-bit gray. */
    GRAY16(0);

    final int bands;

    Mode(int bands) {
      this.bands = bands;
    }
  }

  final Mode mode;
  final int width;
  final int height;
  final byte[] data;
  final char[] data16;

  /** 768 bytes of RGB for {@link Mode#PALETTE}. */
  byte @Nullable [] palette;

  /** Up to 256 alphas of palette entries; entries beyond are opaque. */
  byte @Nullable [] paletteAlpha;

  /** Gray (one number) or RGB (three) of the transparent colour, in file units; or null. */
  int @Nullable [] transparentColor;

  /** Numbers of 16 bits that the file has with their high byte first. */
  boolean highByteFirst;

  /** TIFF/EXIF orientation, 1 to 8. */
  int orientation = 1;

  PixelImage(Mode mode, int width, int height, byte[] data) {
    this.mode = mode;
    this.width = width;
    this.height = height;
    this.data = data;
    this.data16 = new char[0];
  }

  PixelImage(int width, int height, char[] data16) {
    this.mode = Mode.GRAY16;
    this.width = width;
    this.height = height;
    this.data = new byte[0];
    this.data16 = data16;
  }

  PixelImage(
      Mode mode,
      int width,
      int height,
      byte[] data,
      byte[] palette,
      byte @Nullable [] paletteAlpha) {
    this(mode, width, height, data);
    this.palette = palette;
    this.paletteAlpha = paletteAlpha;
  }

  /** A gray ramp, which is what Pillow's palette holds beyond the entries that a file gives. */
  static byte[] grayRamp() {
    byte[] ramp = new byte[768];
    for (int i = 0; i < 768; i++) {
      ramp[i] = (byte) (i / 3);
    }
    return ramp;
  }

  /** The same kind of picture with other pixels, as a resize or crop makes it. */
  PixelImage withPixels(int newWidth, int newHeight, byte[] newData, char[] newData16) {
    PixelImage copy =
        mode == Mode.GRAY16
            ? new PixelImage(newWidth, newHeight, newData16)
            : new PixelImage(mode, newWidth, newHeight, newData);
    copy.palette = palette;
    copy.paletteAlpha = paletteAlpha;
    copy.transparentColor = transparentColor;
    copy.orientation = orientation;
    copy.highByteFirst = highByteFirst;
    return copy;
  }

  boolean hasTransparency() {
    return mode == Mode.RGBA
        || mode == Mode.GRAY_ALPHA
        || paletteAlpha != null
        || transparentColor != null;
  }
}
