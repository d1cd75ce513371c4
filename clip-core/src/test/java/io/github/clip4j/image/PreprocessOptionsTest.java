package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The options that the reference programs do not have, and the resampler beside a naive twin. */
class PreprocessOptionsTest {
  private static Path golden(String name) {
    return PreprocessGoldenTest.GOLDEN.resolve("input").resolve(name);
  }

  private static ImagePreprocessor of(PreprocessConfig config) {
    return new ImagePreprocessor(config);
  }

  @Test
  void orientation_turns_the_picture_only_when_asked() throws IOException {
    Path file = golden("008_jpeg_exif6.jpg");
    RgbImage plain = of(PreprocessConfig.openClip(224)).decode(file);
    RgbImage turned = of(PreprocessConfig.openClip(224).withExifOrientation(true)).decode(file);
    assertThat(turned.rgb()).isNotEqualTo(plain.rgb()).hasSize(plain.rgb().length);
  }

  @Test
  void every_orientation_puts_the_first_pixel_where_exif_says() {
    // Rows "1 2 3" and "4 5 6"; what stands in the upper left corner afterwards.
    byte[] gray = {1, 2, 3, 4, 5, 6};
    int[] corner = {1, 3, 6, 4, 1, 4, 6, 3};
    int[] below = {4, 6, 3, 1, 2, 5, 5, 2};
    for (int orientation = 1; orientation <= 8; orientation++) {
      PixelImage image = new PixelImage(PixelImage.Mode.GRAY, 3, 2, gray);
      image.orientation = orientation;
      PixelImage turned = PixelConverter.orient(image);
      assertThat(turned.width).isEqualTo(orientation < 5 ? 3 : 2);
      assertThat((int) turned.data[0])
          .as("orientation %s", orientation)
          .isEqualTo(corner[orientation - 1]);
      assertThat((int) turned.data[turned.width])
          .as("orientation %s", orientation)
          .isEqualTo(below[orientation - 1]);
    }
  }

  @Test
  void alpha_is_laid_over_the_background() {
    byte[] rgba = {100, 0, 0, 0, 100, 0, 0, (byte) 255, 100, 0, 0, (byte) 128};
    PixelImage image = new PixelImage(PixelImage.Mode.RGBA, 3, 1, rgba);
    byte[] over = PixelConverter.composite(image, new Rgb(255f, 255f, 255f)).data;
    assertThat(over).containsExactly(255, 255, 255, 100, 0, 0, 177, 127, 127);
  }

  @Test
  void sixteen_bits_are_clipped_as_in_pillow_or_scaled() throws IOException {
    PixelImage image = new PixelImage(3, 1, new char[] {7, 300, 65535});
    assertThat(PixelConverter.toRgb(image)).containsExactly(7, 7, 7, -1, -1, -1, -1, -1, -1);
    assertThat(PixelConverter.scale16(image).data).containsExactly(0, 1, 255);
    Path file = golden("020_png_16gray.png");
    assertThat(of(PreprocessConfig.openClip(64).withScale16(true)).preprocess(file))
        .isNotEqualTo(of(PreprocessConfig.openClip(64)).preprocess(file));
  }

  @Test
  void the_longest_side_fits_and_the_rest_has_the_fill_colour() {
    byte[] white = new byte[3 * 100 * 50];
    Arrays.fill(white, (byte) 255);
    RgbImage crop =
        of(PreprocessConfig.openClip(64)
                .withResizeMode(ResizeMode.LONGEST)
                .withPadFill(new Rgb(10f, 20f, 30f)))
            .crop(new RgbImage(100, 50, white));
    assertThat(Arrays.copyOf(crop.rgb(), 3)).containsExactly(10, 20, 30);
    int middle = (32 * 64 + 32) * 3;
    assertThat(crop.rgb()[middle]).isEqualTo((byte) 255);
  }

  @Test
  void the_resampler_agrees_with_a_naive_twin_on_random_pictures() {
    long seed = Long.getLong("clip.seed", 11);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int w = 1 + random.nextInt(90);
      int h = 1 + random.nextInt(90);
      byte[] rgb = new byte[3 * w * h];
      random.nextBytes(rgb);
      Interpolation filter = random.nextBoolean() ? Interpolation.BICUBIC : Interpolation.BILINEAR;
      PreprocessConfig config =
          PreprocessConfig.openClip(1 + random.nextInt(50)).withInterpolation(filter);
      CropBox box = CropBox.of(config, w, h);
      PixelImage image = new PixelImage(PixelImage.Mode.RGB, w, h, rgb);
      assertThat(CropResampler.crop(image, box, filter).data)
          .as("seed %s round %s: %s", seed, round, box)
          .isEqualTo(naive(rgb, box, filter));
    }
  }

  /** Whole picture, both passes in their order, then the crop. */
  private static byte[] naive(byte[] rgb, CropBox box, Interpolation filter) {
    int w = box.sourceWidth();
    int h = box.sourceHeight();
    int outW = (int) box.outWidth();
    int outH = (int) box.outHeight();
    byte[] full =
        box.verticalFirst()
            ? across(down(rgb, w, h, outH, filter), w, outH, outW, filter)
            : down(across(rgb, w, h, outW, filter), outW, h, outH, filter);
    byte[] crop = new byte[3 * box.width() * box.height()];
    for (int y = 0; y < box.height(); y++) {
      int from = (int) ((box.y() + y) * outW + box.x()) * 3;
      System.arraycopy(full, from, crop, 3 * y * box.width(), 3 * box.width());
    }
    return crop;
  }

  private static byte[] across(byte[] in, int w, int h, int outW, Interpolation filter) {
    if (w == outW) {
      return in;
    }
    ResampleKernel kernel = ResampleKernel.of(w, outW, 0, outW, filter);
    byte[] out = new byte[3 * outW * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < outW; x++) {
        for (int c = 0; c < 3; c++) {
          long sum = 1 << 21;
          for (int t = 0; t < kernel.count[x]; t++) {
            int v = in[3 * (y * w + kernel.first[x] + t) + c] & 255;
            sum += (long) v * kernel.fixed[x * kernel.stride + t];
          }
          out[3 * (y * outW + x) + c] = (byte) Math.max(0, Math.min(255, sum >> 22));
        }
      }
    }
    return out;
  }

  private static byte[] down(byte[] in, int w, int h, int outH, Interpolation filter) {
    if (h == outH) {
      return in;
    }
    ResampleKernel kernel = ResampleKernel.of(h, outH, 0, outH, filter);
    byte[] out = new byte[3 * w * outH];
    for (int y = 0; y < outH; y++) {
      for (int i = 0; i < 3 * w; i++) {
        long sum = 1 << 21;
        for (int t = 0; t < kernel.count[y]; t++) {
          int v = in[3 * w * (kernel.first[y] + t) + i] & 255;
          sum += (long) v * kernel.fixed[y * kernel.stride + t];
        }
        out[3 * w * y + i] = (byte) Math.max(0, Math.min(255, sum >> 22));
      }
    }
    return out;
  }

  @Test
  void a_crop_tells_how_large_the_picture_was_as_it_is_shown() throws IOException {
    Path file = golden("008_jpeg_exif6.jpg");
    RgbImage whole = of(PreprocessConfig.openClip(32)).decode(file);
    CroppedImage plain = of(PreprocessConfig.openClip(32)).cropWithSize(file);
    assertThat(plain.pixels().width()).isEqualTo(32);
    assertThat(plain.sourceWidth()).isEqualTo(whole.width());
    assertThat(plain.sourceHeight()).isEqualTo(whole.height());
    PreprocessConfig turning = PreprocessConfig.openClip(32).withExifOrientation(true);
    RgbImage turned = of(turning).decode(file);
    assertThat(of(turning).cropWithSize(file).sourceWidth()).isEqualTo(turned.width());
  }

  @Test
  void a_destination_without_room_is_the_callers_fault() {
    RgbImage dot = new RgbImage(1, 1, new byte[3]);
    assertThatThrownBy(() -> of(PreprocessConfig.openClip(8)).preprocess(dot, new float[200], 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no room for 192 floats at 9");
    assertThatThrownBy(() -> new RgbImage(2, 2, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2x2");
  }
}
