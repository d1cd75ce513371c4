package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import org.junit.jupiter.api.Test;

/** Pictures that a program holds as AWT objects keep the mode that means the same. */
class BufferedImagesTest {
  @Test
  void gray_values_are_taken_raw_not_through_javas_gray_colour_space() {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(1, 0, 0, 100);
    image.getRaster().setSample(0, 1, 0, 200);
    PixelImage pixels = BufferedImages.toPixels(image);
    assertThat(pixels.mode).isEqualTo(PixelImage.Mode.GRAY);
    assertThat(pixels.data).containsExactly(0, 100, (byte) 200, 0);
  }

  @Test
  void sixteen_bits_of_gray_stay_sixteen() {
    BufferedImage image = new BufferedImage(1, 2, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 1, 0, 40_000);
    PixelImage pixels = BufferedImages.toPixels(image);
    assertThat(pixels.mode).isEqualTo(PixelImage.Mode.GRAY16);
    assertThat(pixels.data16).containsExactly((char) 0, (char) 40_000);
  }

  @Test
  void a_palette_stays_a_palette_with_or_without_a_transparent_entry() {
    byte[] red = {10, 40};
    byte[] green = {20, 50};
    byte[] blue = {30, 60};
    for (int transparent : new int[] {-1, 1}) {
      IndexColorModel model = new IndexColorModel(8, 2, red, green, blue, transparent);
      BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
      image.getRaster().setSample(1, 0, 0, 1);
      PixelImage pixels = BufferedImages.toPixels(image);
      assertThat(pixels.mode).isEqualTo(PixelImage.Mode.PALETTE);
      assertThat(PixelConverter.toRgb(pixels)).containsExactly(10, 20, 30, 40, 50, 60);
      assertThat(pixels.hasTransparency()).isEqualTo(transparent == 1);
    }
  }

  @Test
  void palettes_of_more_than_256_colours_become_rgb() {
    int[] colors = new int[300];
    colors[299] = 0xFF0A141E;
    IndexColorModel model =
        new IndexColorModel(9, 300, colors, 0, false, -1, DataBuffer.TYPE_USHORT);
    BufferedImage image =
        new BufferedImage(model, model.createCompatibleWritableRaster(1, 1), false, null);
    image.getRaster().setSample(0, 0, 0, 299);
    PixelImage pixels = BufferedImages.toPixels(image);
    assertThat(pixels.mode).isEqualTo(PixelImage.Mode.RGB);
    assertThat(pixels.data).containsExactly(10, 20, 30);
  }

  @Test
  void colours_with_alpha_keep_it() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x40010203);
    PixelImage pixels = BufferedImages.toPixels(image);
    assertThat(pixels.mode).isEqualTo(PixelImage.Mode.RGBA);
    assertThat(pixels.data).containsExactly(1, 2, 3, 0x40);
  }
}
