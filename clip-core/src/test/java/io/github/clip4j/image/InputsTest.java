package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One picture in every form that a program may hold it in gives one tensor. */
class InputsTest {
  private static final ImagePreprocessor PREPROCESSOR =
      new ImagePreprocessor(PreprocessConfig.openClip(32));

  @ParameterizedTest
  @ValueSource(strings = {"000_jpeg.jpg", "017_png_rgba.png", "022_gif_anim.gif", "027_webp.webp"})
  @DisplayName("a file, a stream, an array and buffers of every kind")
  void encoded(String name) throws IOException {
    Path file = PreprocessGoldenTest.GOLDEN.resolve("input").resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    float[] expected = PREPROCESSOR.preprocess(file);
    assertThat(PREPROCESSOR.preprocess(bytes)).isEqualTo(expected);
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      assertThat(PREPROCESSOR.preprocess(in)).isEqualTo(expected);
      assertThat(in.read()).as("read to its end").isEqualTo(-1);
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 20);
    direct.position(7).put(bytes).flip().position(7);
    ByteBuffer inside = ByteBuffer.allocate(bytes.length + 20).order(ByteOrder.LITTLE_ENDIAN);
    inside.position(11).put(bytes).flip().position(11);
    for (ByteBuffer buffer :
        new ByteBuffer[] {
          ByteBuffer.wrap(bytes),
          direct,
          direct.slice(),
          direct.asReadOnlyBuffer(),
          inside.slice(),
          inside,
          ByteBuffer.wrap(bytes).asReadOnlyBuffer()
        }) {
      int position = buffer.position();
      assertThat(PREPROCESSOR.preprocess(buffer)).as("%s", buffer).isEqualTo(expected);
      assertThat(PREPROCESSOR.crop(buffer).rgb()).hasSize(3 * 32 * 32);
      assertThat(buffer.position()).isEqualTo(position);
    }
    float[] many = new float[expected.length + 9];
    PREPROCESSOR.preprocess(file, many, 4);
    assertThat(many[3]).isZero();
    assertThat(many[4]).isEqualTo(expected[0]);
    PREPROCESSOR.preprocess(bytes, many, 9);
    assertThat(many[9]).isEqualTo(expected[0]);
  }

  /** Colours that every type can hold exactly, as far as it has colours: corners of the cube. */
  private static int color(int x, int y) {
    return 0xFF000000
        | ((x / 8 + y / 16) % 2 == 0 ? 0xFF0000 : 0)
        | (y / 8 % 2 == 0 ? 0xFF00 : 0)
        | ((x / 16 + y / 8) % 3 == 0 ? 0xFF : 0);
  }

  private static RgbImage rgb(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < width * height; i++) {
      int c = color(i % width, i / width);
      rgb[3 * i] = (byte) (c >> 16);
      rgb[3 * i + 1] = (byte) (c >> 8);
      rgb[3 * i + 2] = (byte) c;
    }
    return new RgbImage(width, height, rgb);
  }

  private static void paint(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, color(x, y));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE,
        BufferedImage.TYPE_USHORT_565_RGB,
        BufferedImage.TYPE_USHORT_555_RGB
      })
  @DisplayName("pictures of every AWT type with colours, and raw RGB")
  void colored(int type) {
    BufferedImage image = new BufferedImage(70, 50, type);
    paint(image);
    float[] expected = PREPROCESSOR.preprocess(rgb(70, 50));
    assertThat(PREPROCESSOR.preprocess(image)).isEqualTo(expected);
    float[] into = new float[expected.length + 1];
    PREPROCESSOR.preprocess(image, into, 1);
    PREPROCESSOR.preprocess(rgb(70, 50), into, 1);
    assertThat(into[1]).isEqualTo(expected[0]);
    BufferedImage part = image.getSubimage(16, 16, 48, 32);
    assertThat(PREPROCESSOR.crop(part).rgb()).hasSize(3 * 32 * 32);
    assertThat(BufferedImages.toPixels(part).width).isEqualTo(48);
  }

  @Test
  @DisplayName("a palette is resized as Pillow resizes palettes: by the nearest pixel")
  void indexed() {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_INDEXED);
    paint(image);
    byte[] crop = PREPROCESSOR.crop(image).rgb();
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int c = color(2 * x + 1, 2 * y + 1);
        assertThat(crop[3 * (32 * y + x)]).isEqualTo((byte) (c >> 16));
        assertThat(crop[3 * (32 * y + x) + 1]).isEqualTo((byte) (c >> 8));
        assertThat(crop[3 * (32 * y + x) + 2]).isEqualTo((byte) c);
      }
    }
  }

  @Test
  @DisplayName("one bit and gray")
  void gray() {
    BufferedImage bits = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(5, 6, 0xFFFFFFFF);
    byte[] crop = PREPROCESSOR.crop(bits).rgb();
    assertThat(crop[3 * (32 * 6 + 5)]).isEqualTo((byte) 255);
    assertThat(crop[3 * (32 * 6 + 6)]).isZero();
    BufferedImage gray = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(5, 6, 0, 99);
    assertThat(PREPROCESSOR.crop(gray).rgb()[3 * (32 * 6 + 5)]).isEqualTo((byte) 99);
    BufferedImage deep = new BufferedImage(32, 32, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(5, 6, 0, 99);
    deep.getRaster().setSample(6, 6, 0, 9900);
    crop = PREPROCESSOR.crop(deep).rgb();
    assertThat(crop[3 * (32 * 6 + 5)]).isEqualTo((byte) 99);
    assertThat(crop[3 * (32 * 6 + 6)]).as("clipped").isEqualTo((byte) 255);
  }

  @Test
  @DisplayName("a type of one's own goes through its colour space")
  void custom() {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB),
            false,
            false,
            java.awt.Transparency.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    BufferedImage image =
        new BufferedImage(model, model.createCompatibleWritableRaster(40, 40), false, null);
    assertThat(image.getType()).isEqualTo(BufferedImage.TYPE_CUSTOM);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new java.awt.Color(200, 100, 50));
    graphics.fillRect(0, 0, 40, 40);
    graphics.dispose();
    byte[] crop = PREPROCESSOR.crop(image).rgb();
    assertThat(crop[0] & 255).isCloseTo(200, within(2));
    assertThat(crop[1] & 255).isCloseTo(100, within(2));
    assertThat(crop[2] & 255).isCloseTo(50, within(2));
  }
}
