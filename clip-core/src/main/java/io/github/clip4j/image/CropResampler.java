package io.github.clip4j.image;

/**
 * Resizes and crops whole pictures in any pixel mode with the rule that Pillow has for the mode.
 */
final class CropResampler {
  private CropResampler() {}

  /** The box's pixels of the resized source, in the source's mode. */
  static PixelImage crop(PixelImage source, CropBox box, Interpolation filter) {
    boolean resized = box.outWidth() != source.width || box.outHeight() != source.height;
    return switch (source.mode) {
      case BIT, PALETTE -> nearest(source, box);
      case GRAY16 ->
          filter == Interpolation.NEAREST ? nearest(source, box) : filter16(source, box, filter);
      case GRAY, RGB, CMYK ->
          filter == Interpolation.NEAREST
              ? nearest(source, box)
              : pixels(source, box, filter8(source.data, source.mode.bands, box, filter));
      case GRAY_ALPHA, RGBA -> {
        if (filter == Interpolation.NEAREST) {
          yield nearest(source, box);
        }
        int bands = source.mode.bands;
        if (!resized) {
          yield pixels(source, box, filter8(source.data, bands, box, filter));
        }
        byte[] data = filter8(PixelConverter.premultiply(source.data, bands), bands, box, filter);
        PixelConverter.unpremultiply(data, bands);
        yield pixels(source, box, data);
      }
    };
  }

  private static PixelImage pixels(PixelImage source, CropBox box, byte[] data) {
    return source.withPixels(box.width(), box.height(), data, new char[0]);
  }

  private static byte[] filter8(byte[] data, int bands, CropBox box, Interpolation filter) {
    StripResampler strips = StripResampler.of(bands, box, filter);
    if (strips != null) {
      return new ByteColumns(data, bands, box.sourceWidth()).through(strips);
    }
    RowResampler resampler = new RowResampler(bands, box, filter);
    int stride = box.sourceWidth() * bands;
    for (int y = resampler.firstRow(); y < resampler.endRow(); y++) {
      resampler.row(y, data, y * stride);
    }
    return resampler.finish();
  }

  private static PixelImage nearest(PixelImage source, CropBox box) {
    int[] columns = positions(source.width, box.outWidth(), box.x(), box.width());
    int[] rows = positions(source.height, box.outHeight(), box.y(), box.height());
    int bands = source.mode.bands;
    byte[] out = new byte[rows.length * columns.length * bands];
    char[] out16 = new char[bands == 0 ? rows.length * columns.length : 0];
    int o = 0;
    for (int row : rows) {
      int base = row * source.width;
      for (int column : columns) {
        if (bands == 0) {
          out16[o++] = source.data16[base + column];
        } else {
          System.arraycopy(source.data, (base + column) * bands, out, o, bands);
          o += bands;
        }
      }
    }
    return source.withPixels(box.width(), box.height(), out, out16);
  }

  /** Source positions; the running sum, not a product, because its rounding errors are Pillow's. */
  private static int[] positions(int inSize, long outSize, long offset, int n) {
    int[] result = new int[n];
    if (outSize == inSize) {
      for (int i = 0; i < n; i++) {
        result[i] = (int) offset + i;
      }
      return result;
    }
    double step = (double) inSize / outSize;
    double at = step * 0.5;
    for (long i = 0; i < offset; i++) {
      at += step;
    }
    for (int i = 0; i < n; i++) {
      result[i] = Math.min((int) at, inSize - 1);
      at += step;
    }
    return result;
  }

  /**
   * 16-bit gray: double sums in order of the taps, rounded half away from zero after each pass.
   * Pillow (13) filters the numbers of a file with the high byte first as if the low one were,
   * which makes noise of them; so do we.
   */
  private static PixelImage filter16(PixelImage source, CropBox box, Interpolation filter) {
    int w = source.width;
    int h = source.height;
    char[] data = source.highByteFirst ? swapped(source.data16) : source.data16;
    ResampleKernel horizontal =
        box.outWidth() == w
            ? ResampleKernel.copy((int) box.x(), box.width())
            : ResampleKernel.of(w, box.outWidth(), box.x(), box.width(), filter);
    ResampleKernel vertical =
        box.outHeight() == h
            ? ResampleKernel.copy((int) box.y(), box.height())
            : ResampleKernel.of(h, box.outHeight(), box.y(), box.height(), filter);
    char[] result =
        box.verticalFirst()
            ? across(down(data, w, vertical), w, box.height(), horizontal)
            : down(across(data, w, h, horizontal), box.width(), vertical);
    return source.withPixels(
        box.width(), box.height(), new byte[0], source.highByteFirst ? swapped(result) : result);
  }

  private static char[] swapped(char[] in) {
    char[] out = new char[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = Character.reverseBytes(in[i]);
    }
    return out;
  }

  private static char[] across(char[] in, int width, int height, ResampleKernel kernel) {
    int n = kernel.first.length;
    char[] out = new char[n * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < n; x++) {
        int from = y * width + kernel.first[x];
        double sum = 0.0;
        for (int t = 0; t < kernel.count[x]; t++) {
          sum += in[from + t] * kernel.weights[x * kernel.stride + t];
        }
        out[y * n + x] = clip16(sum);
      }
    }
    return out;
  }

  private static char[] down(char[] in, int width, ResampleKernel kernel) {
    int n = kernel.first.length;
    char[] out = new char[n * width];
    for (int y = 0; y < n; y++) {
      for (int x = 0; x < width; x++) {
        int from = kernel.first[y] * width + x;
        double sum = 0.0;
        for (int t = 0; t < kernel.count[y]; t++) {
          sum += in[from + t * width] * kernel.weights[y * kernel.stride + t];
        }
        out[y * width + x] = clip16(sum);
      }
    }
    return out;
  }

  private static char clip16(double sum) {
    int v = (int) (sum < 0 ? sum - 0.5 : sum + 0.5);
    return (char) Math.max(0, Math.min(65535, v));
  }
}
