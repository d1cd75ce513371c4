package io.github.clip4j.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pictures of other factories than DJL's own give the same tensor. */
class DjlImagesTest {
  private static final int WIDTH = 90;
  private static final int HEIGHT = 70;
  private static final ImagePreprocessor PREPROCESSOR =
      new ImagePreprocessor(PreprocessConfig.openClip(32));

  private static BufferedImage noise(int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Random random = new Random(5);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return image;
  }

  /** A picture of a factory that does not use {@link BufferedImage}, as OpenCV's or Android's. */
  private static Image foreign(InvocationHandler methods) {
    return (Image)
        Proxy.newProxyInstance(
            Image.class.getClassLoader(),
            new Class<?>[] {Image.class},
            (proxy, method, args) ->
                method.getName().equals("getWrappedImage")
                    ? "not a BufferedImage"
                    : methods.invoke(proxy, method, args));
  }

  private static Image savedAsPng(BufferedImage image) {
    return foreign(
        (proxy, method, args) -> {
          assertThat(method.getName()).isEqualTo("save");
          assertThat(args[1]).isEqualTo("png");
          ImageIO.write(image, "png", (OutputStream) args[0]);
          return null;
        });
  }

  private static Image arrayOnly(Exception ofSave, DataType type, Shape shape, byte[] bytes) {
    return foreign(
        (proxy, method, args) -> {
          if (method.getName().equals("save")) {
            throw ofSave;
          }
          assertThat(method.getName()).isEqualTo("toNDArray");
          assertThat(args[1]).isEqualTo(Image.Flag.COLOR);
          NDArray pixels = ((NDManager) args[0]).create(ByteBuffer.wrap(bytes), shape, type);
          return pixels;
        });
  }

  private static byte[] rgb(BufferedImage image) {
    byte[] bytes = new byte[WIDTH * HEIGHT * 3];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int rgb = image.getRGB(i % WIDTH, i / WIDTH);
      bytes[3 * i] = (byte) (rgb >> 16);
      bytes[3 * i + 1] = (byte) (rgb >> 8);
      bytes[3 * i + 2] = (byte) rgb;
    }
    return bytes;
  }

  @Test
  @DisplayName("DJL's own picture is read from the BufferedImage that it wraps")
  void wrapped() throws IOException {
    BufferedImage image = noise(BufferedImage.TYPE_INT_RGB);
    assertThat(DjlImages.tensor(PREPROCESSOR, ImageFactory.getInstance().fromImage(image)))
        .isEqualTo(PREPROCESSOR.preprocess(image));
  }

  @Test
  @DisplayName("a picture of another factory writes itself as PNG, with its alpha")
  void saved() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB}) {
      BufferedImage image = noise(type);
      assertThat(DjlImages.tensor(PREPROCESSOR, savedAsPng(image)))
          .isEqualTo(PREPROCESSOR.preprocess(image));
    }
  }

  @Test
  @DisplayName("one that cannot write PNG gives its array of pixels")
  void array() throws IOException {
    BufferedImage image = noise(BufferedImage.TYPE_INT_RGB);
    Shape shape = new Shape(HEIGHT, WIDTH, 3);
    for (Exception e :
        new Exception[] {new UnsupportedOperationException("no"), new IOException("no")}) {
      assertThat(DjlImages.tensor(PREPROCESSOR, arrayOnly(e, DataType.UINT8, shape, rgb(image))))
          .isEqualTo(PREPROCESSOR.preprocess(image));
    }
  }

  @Test
  @DisplayName("an array of another form is refused, with its type and shape")
  void other_array() {
    Image planes =
        arrayOnly(
            new UnsupportedOperationException("no"),
            DataType.UINT8,
            new Shape(3, 2, 2),
            new byte[12]);
    assertThatThrownBy(() -> DjlImages.tensor(PREPROCESSOR, planes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("uint8 and shape (3, 2, 2)")
        .hasMessageContaining("[height, width, 3]");
    Image signed =
        arrayOnly(
            new UnsupportedOperationException("no"),
            DataType.INT8,
            new Shape(2, 2, 3),
            new byte[12]);
    assertThatThrownBy(() -> DjlImages.tensor(PREPROCESSOR, signed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int8");
  }
}
