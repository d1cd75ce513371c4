package io.github.clip4j.translate;

import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Pixels of DJL's pictures, whatever factory made them. */
final class DjlImages {
  private DjlImages() {}

  /**
   * The tensor of a picture: of the {@link BufferedImage} that it wraps; else of the PNG that it
   * writes, which loses nothing and keeps alpha; else of its array of pixels.
   */
  static float[] tensor(ImagePreprocessor preprocessor, Image picture) throws IOException {
    if (picture.getWrappedImage() instanceof BufferedImage image) {
      return preprocessor.preprocess(image);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      picture.save(png, "png");
    } catch (IOException | UnsupportedOperationException e) {
      return preprocessor.preprocess(pixels(picture, e));
    }
    return preprocessor.preprocess(png.toByteArray());
  }

  private static RgbImage pixels(Image picture, Exception noPng) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = picture.toNDArray(manager, Image.Flag.COLOR);
      Shape shape = array.getShape();
      if (shape.dimension() != 3 || shape.get(2) != 3 || array.getDataType() != DataType.UINT8) {
        throw new IllegalArgumentException(
            picture.getClass().getName()
                + " gives pixels of type "
                + array.getDataType()
                + " and shape "
                + shape
                + "; uint8 of [height, width, 3] is needed, or a picture that can be saved as PNG",
            noPng);
      }
      byte[] rgb = array.toByteArray();
      return new RgbImage((int) shape.get(1), (int) shape.get(0), rgb);
    }
  }
}
