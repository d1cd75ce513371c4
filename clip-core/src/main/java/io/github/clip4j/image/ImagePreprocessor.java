package io.github.clip4j.image;

import io.github.clip4j.errors.ImageDecodeException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Turns pictures into CLIP's input: a normalised float32 array of 3 x size x size (channels, rows,
 * columns; red, green, blue), equal to the reference's to the last bit for the formats that {@code
 * docs} list as equal.
 *
 * <p>Reads JPEG, PNG, GIF (first frame), BMP, TIFF (first page) and WebP, recognised by their first
 * bytes. Immutable and safe for any number of threads.
 *
 * <p>Every method that reads a file throws {@link ImageDecodeException} (with {@link
 * io.github.clip4j.errors.ImageTooLargeException} and {@link
 * io.github.clip4j.errors.UnsupportedImageException} below it) when the picture is at fault, and
 * another {@link IOException} when reading failed.
 *
 * @since 0.1.0
 */
public final class ImagePreprocessor {
  private final PreprocessConfig config;
  private final float[][] table;

  /**
   * Makes a preprocessor that does what the config says.
   *
   * @param config of the model that the tensors are for
   */
  public ImagePreprocessor(PreprocessConfig config) {
    this.config = Objects.requireNonNull(config, "config");
    this.table = table(config);
  }

  /**
   * What each byte of each channel becomes; the operations and roundings of the layout's program.
   */
  private static float[][] table(PreprocessConfig config) {
    float[][] table = new float[3][256];
    for (int c = 0; c < 3; c++) {
      float mean = config.mean().channel(c);
      float std = config.std().channel(c);
      for (int v = 0; v < 256; v++) {
        float scaled =
            config.layout() == PreprocessLayout.OPEN_CLIP
                ? v / 255f
                : (float) (v * config.rescaleFactor());
        table[c][v] = (scaled - mean) / std;
      }
    }
    return table;
  }

  /** {@return the config given to the constructor} */
  public PreprocessConfig config() {
    return config;
  }

  /** {@return number of floats of one tensor: {@code 3 * size * size}} */
  public int tensorLength() {
    return 3 * config.size() * config.size();
  }

  /**
   * {@return the tensor of a file}
   *
   * @param file a picture file of a supported format
   * @throws IOException if the file cannot be read or is no whole picture of a supported format
   */
  public float[] preprocess(Path file) throws IOException {
    return tensor(crop(file));
  }

  /**
   * {@return the tensor of an encoded picture}
   *
   * @param file a whole encoded picture
   * @throws IOException if the bytes are no whole picture of a supported format
   */
  public float[] preprocess(byte[] file) throws IOException {
    return tensor(crop(file));
  }

  /**
   * {@return the tensor of an encoded picture; reads the stream to its end and does not close it}
   *
   * @param in gives one encoded picture
   * @throws IOException if the stream fails or holds no whole picture of a supported format
   */
  public float[] preprocess(InputStream in) throws IOException {
    return tensor(crop(in));
  }

  /**
   * {@return the tensor of an encoded picture: the buffer's remaining bytes; its position is not
   * moved}
   *
   * @param buffer holds one encoded picture
   * @throws IOException if the bytes are no whole picture of a supported format
   */
  public float[] preprocess(ByteBuffer buffer) throws IOException {
    return tensor(crop(buffer));
  }

  /**
   * {@return the tensor of a picture in memory, of any type}
   *
   * @param image the picture; it is not changed
   */
  public float[] preprocess(BufferedImage image) {
    return tensor(crop(image));
  }

  /**
   * {@return the tensor of a picture in memory}
   *
   * @param image the picture; it is not changed
   */
  public float[] preprocess(RgbImage image) {
    return tensor(crop(image));
  }

  /**
   * Writes a file's tensor to {@code dst} from {@code offset} on.
   *
   * @param file a picture file of a supported format
   * @param dst is written to
   * @param offset index of the first value; {@link #tensorLength()} values follow
   * @throws IOException if the file cannot be read or is no whole picture of a supported format
   */
  public void preprocess(Path file, float[] dst, int offset) throws IOException {
    Objects.requireNonNull(file, "file");
    checkRoom(dst, offset);
    fill(crop(file), dst, offset);
  }

  /**
   * Writes an encoded picture's tensor to {@code dst} from {@code offset} on.
   *
   * @param file a whole encoded picture
   * @param dst is written to
   * @param offset index of the first value; {@link #tensorLength()} values follow
   * @throws IOException if the bytes are no whole picture of a supported format
   */
  public void preprocess(byte[] file, float[] dst, int offset) throws IOException {
    Objects.requireNonNull(file, "file");
    checkRoom(dst, offset);
    fill(crop(file), dst, offset);
  }

  /**
   * Writes a picture's tensor to {@code dst} from {@code offset} on.
   *
   * @param image the picture; it is not changed
   * @param dst is written to
   * @param offset index of the first value; {@link #tensorLength()} values follow
   */
  public void preprocess(BufferedImage image, float[] dst, int offset) {
    Objects.requireNonNull(image, "image");
    checkRoom(dst, offset);
    fill(crop(image), dst, offset);
  }

  /**
   * Writes a picture's tensor to {@code dst} from {@code offset} on.
   *
   * @param image the picture; it is not changed
   * @param dst is written to
   * @param offset index of the first value; {@link #tensorLength()} values follow
   */
  public void preprocess(RgbImage image, float[] dst, int offset) {
    Objects.requireNonNull(image, "image");
    checkRoom(dst, offset);
    fill(crop(image), dst, offset);
  }

  /**
   * {@return the tensors of many files, one after the other: {@code files.size() x 3 x size x
   * size}} Uses the common pool's threads.
   *
   * @param files picture files of supported formats
   * @throws IOException for the first file of the list that fails; the message names it
   */
  public float[] preprocessAll(List<Path> files) throws IOException {
    Objects.requireNonNull(files, "files");
    int length = tensorLength();
    float[] all = new float[Math.multiplyExact(files.size(), length)];
    IOException[] failures = new IOException[files.size()];
    try {
      IntStream.range(0, files.size())
          .parallel()
          .forEach(
              i -> {
                try {
                  preprocess(files.get(i), all, i * length);
                } catch (IOException e) {
                  failures[i] = e;
                }
              });
    } catch (CompletionException e) {
      throw new IOException("preprocessing failed: " + e.getMessage(), e);
    }
    for (IOException failure : failures) {
      if (failure != null) {
        throw failure;
      }
    }
    return all;
  }

  /**
   * {@return a file's 8-bit square before normalisation}
   *
   * @param file a picture file of a supported format
   * @throws IOException if the file cannot be read or is no whole picture of a supported format
   */
  public RgbImage crop(Path file) throws IOException {
    return cropWithSize(file).pixels();
  }

  /**
   * {@return a file's 8-bit square with the size of the whole picture}
   *
   * @param file a picture file of a supported format
   * @throws IOException if the file cannot be read or is no whole picture of a supported format
   */
  public CroppedImage cropWithSize(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    return cropEncoded(file.toString(), EncodedFile.read(file));
  }

  /**
   * {@return an encoded picture's 8-bit square before normalisation}
   *
   * @param file a whole encoded picture
   * @throws IOException if the bytes are no whole picture of a supported format
   */
  public RgbImage crop(byte[] file) throws IOException {
    return cropWithSize(file).pixels();
  }

  /**
   * {@return an encoded picture's 8-bit square with the size of the whole picture}
   *
   * @param file a whole encoded picture
   * @throws IOException if the bytes are no whole picture of a supported format
   */
  public CroppedImage cropWithSize(byte[] file) throws IOException {
    Objects.requireNonNull(file, "file");
    return cropEncoded("picture", file);
  }

  /**
   * {@return an encoded picture's 8-bit square; reads the stream to its end and does not close it}
   *
   * @param in gives one encoded picture
   * @throws IOException if the stream fails or holds no whole picture of a supported format
   */
  public RgbImage crop(InputStream in) throws IOException {
    Objects.requireNonNull(in, "in");
    return cropEncoded("picture", EncodedFile.read("picture", in)).pixels();
  }

  /**
   * {@return an encoded picture's 8-bit square: the buffer's remaining bytes; its position is not
   * moved}
   *
   * @param buffer holds one encoded picture
   * @throws IOException if the bytes are no whole picture of a supported format
   */
  public RgbImage crop(ByteBuffer buffer) throws IOException {
    Objects.requireNonNull(buffer, "buffer");
    byte[] file = new byte[buffer.remaining()];
    buffer.duplicate().get(file);
    return cropEncoded("picture", file).pixels();
  }

  /**
   * {@return the 8-bit square of a picture in memory, of any type}
   *
   * @param image the picture; it is not changed
   */
  public RgbImage crop(BufferedImage image) {
    Objects.requireNonNull(image, "image");
    return crop(BufferedImages.toPixels(image)).pixels();
  }

  /**
   * {@return the 8-bit square of a picture in memory}
   *
   * @param image the picture; it is not changed
   */
  public RgbImage crop(RgbImage image) {
    Objects.requireNonNull(image, "image");
    PixelImage pixels =
        new PixelImage(PixelImage.Mode.RGB, image.width(), image.height(), image.rgb());
    return crop(pixels).pixels();
  }

  /**
   * {@return the tensor of a square that {@code crop} made}
   *
   * @param crop a square of {@code size x size}
   */
  public float[] tensor(RgbImage crop) {
    float[] out = new float[tensorLength()];
    fill(crop, out, 0);
    return out;
  }

  /**
   * Decodes a file and converts it to RGB at full size, without resize or crop (orientation,
   * background and 16-bit options are followed).
   *
   * @param file a picture file of a supported format
   * @return the whole picture, three bytes a pixel
   * @throws IOException if the file cannot be read or is no whole picture of a supported format
   */
  public RgbImage decode(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    byte[] bytes = EncodedFile.read(file);
    DecodeContext context = ImageDecoder.context(file.toString(), bytes, config);
    PixelImage image = prepare(ImageDecoder.decode(context, bytes));
    return new RgbImage(image.width, image.height, PixelConverter.toRgb(image));
  }

  private void checkRoom(float[] dst, int offset) {
    Objects.requireNonNull(dst, "dst");
    if (offset < 0 || offset > dst.length - tensorLength()) {
      throw new IllegalArgumentException(
          "dst of length "
              + dst.length
              + " has no room for "
              + tensorLength()
              + " floats at "
              + offset);
    }
  }

  private void fill(RgbImage crop, float[] dst, int offset) {
    int n = config.size() * config.size();
    byte[] rgb = crop.rgb();
    if (rgb.length != 3 * n) {
      throw new IllegalArgumentException(
          "a crop of "
              + config.size()
              + " pixels a side expected, got "
              + crop.width()
              + "x"
              + crop.height());
    }
    for (int c = 0; c < 3; c++) {
      float[] values = table[c];
      int at = offset + c * n;
      for (int i = 0, s = c; i < n; i++, s += 3) {
        dst[at + i] = values[rgb[s] & 255];
      }
    }
  }

  private CroppedImage cropEncoded(String source, byte[] file) throws IOException {
    DecodeContext context = ImageDecoder.context(source, file, config);
    if (context.format() == ImageFormat.JPEG) {
      JpegDecoder jpeg = new JpegDecoder(context, file);
      boolean turned = config.exifOrientation() && jpeg.orientation() != 1;
      if (jpeg.mode() != PixelImage.Mode.CMYK
          && !turned
          && config.interpolation() != Interpolation.NEAREST) {
        return stream(jpeg);
      }
      return crop(jpeg.decode());
    }
    return crop(ImageDecoder.decode(context, file));
  }

  /** Rows go from the decoder into the resampler; the full picture is never an array of pixels. */
  private CroppedImage stream(JpegDecoder jpeg) throws ImageDecodeException {
    CropBox box = CropBox.of(config, jpeg.width(), jpeg.height());
    PixelImage.Mode mode = jpeg.mode();
    byte[] pixels = jpeg.resample(box, config.interpolation());
    RgbImage square = place(new PixelImage(mode, box.width(), box.height(), pixels), box);
    return new CroppedImage(square, jpeg.width(), jpeg.height());
  }

  private PixelImage prepare(PixelImage decoded) {
    PixelImage image = decoded;
    if (config.exifOrientation()) {
      image = PixelConverter.orient(image);
    }
    if (config.scale16() && image.mode == PixelImage.Mode.GRAY16) {
      image = PixelConverter.scale16(image);
    }
    Rgb background = config.background();
    if (background != null && image.hasTransparency()) {
      image = PixelConverter.composite(image, background);
    }
    return image;
  }

  private CroppedImage crop(PixelImage decoded) {
    PixelImage image = prepare(decoded);
    if (config.layout() == PreprocessLayout.HUGGING_FACE && image.mode != PixelImage.Mode.RGB) {
      image =
          new PixelImage(
              PixelImage.Mode.RGB, image.width, image.height, PixelConverter.toRgb(image));
    }
    CropBox box = CropBox.of(config, image.width, image.height);
    RgbImage square = place(CropResampler.crop(image, box, config.interpolation()), box);
    return new CroppedImage(square, image.width, image.height);
  }

  /** To RGB, and onto the square where the picture does not fill it. */
  private RgbImage place(PixelImage crop, CropBox box) {
    int n = config.size();
    byte[] rgb = PixelConverter.toRgb(crop);
    if (box.width() == n && box.height() == n) {
      return new RgbImage(n, n, rgb);
    }
    byte[] square = new byte[3 * n * n];
    byte[] fill = fill(crop);
    for (int i = 0; i < square.length; i++) {
      square[i] = fill[i % 3];
    }
    for (int y = 0; y < box.height(); y++) {
      int to = ((box.padY() + y) * n + box.padX()) * 3;
      System.arraycopy(rgb, y * box.width() * 3, square, to, box.width() * 3);
    }
    return new RgbImage(n, n, square);
  }

  private byte[] fill(PixelImage crop) {
    Rgb color = config.padFill();
    if (color.equals(Rgb.ZERO)) {
      // The reference pads before it converts: zero is a palette's first colour, and no ink.
      PixelImage zero =
          crop.withPixels(1, 1, new byte[crop.mode.bands], new char[crop.mode.bands == 0 ? 1 : 0]);
      return PixelConverter.toRgb(zero);
    }
    return new byte[] {
      (byte) color.byteChannel(0), (byte) color.byteChannel(1), (byte) color.byteChannel(2)
    };
  }
}
