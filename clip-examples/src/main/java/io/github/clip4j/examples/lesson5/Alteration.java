package io.github.clip4j.examples.lesson5;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** What happens to pictures on their way through the world. */
enum Alteration {
  /** Drawn at half the size. */
  SMALLER {
    @Override
    BufferedImage apply(BufferedImage image) {
      int width = image.getWidth() / 2;
      int height = image.getHeight() / 2;
      return draw(width, height, g -> g.drawImage(image, 0, 0, width, height, null));
    }
  },
  /** Saved as JPEG of low quality. */
  JPEG {
    @Override
    BufferedImage apply(BufferedImage image) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(0.3f);
      try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
        writer.setOutput(stream);
        writer.write(null, new IIOImage(image, null, null), quality);
      } finally {
        writer.dispose();
      }
      return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
    }
  },
  /** Without a tenth at each edge. */
  CROPPED {
    @Override
    BufferedImage apply(BufferedImage image) {
      int dx = image.getWidth() / 10;
      int dy = image.getHeight() / 10;
      return draw(
          image.getWidth() - 2 * dx,
          image.getHeight() - 2 * dy,
          g -> g.drawImage(image, -dx, -dy, null));
    }
  },
  /** Left and right exchanged. */
  MIRRORED {
    @Override
    BufferedImage apply(BufferedImage image) {
      return draw(
          image.getWidth(),
          image.getHeight(),
          g -> g.drawImage(image, image.getWidth(), 0, -image.getWidth(), image.getHeight(), null));
    }
  },
  /** A third darker. */
  DARKER {
    @Override
    BufferedImage apply(BufferedImage image) {
      return draw(
          image.getWidth(),
          image.getHeight(),
          g -> {
            g.drawImage(image, 0, 0, null);
            g.setColor(new Color(0, 0, 0, 85));
            g.fillRect(0, 0, image.getWidth(), image.getHeight());
          });
    }
  },
  /** Without its colours. */
  GREY {
    @Override
    BufferedImage apply(BufferedImage image) {
      BufferedImage grey =
          new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
      Graphics2D graphics = grey.createGraphics();
      graphics.drawImage(image, 0, 0, null);
      graphics.dispose();
      return draw(image.getWidth(), image.getHeight(), g -> g.drawImage(grey, 0, 0, null));
    }
  },
  /** Turned by 15 degrees. */
  TURNED {
    @Override
    BufferedImage apply(BufferedImage image) {
      AffineTransform turn =
          AffineTransform.getRotateInstance(
              Math.toRadians(15), image.getWidth() / 2.0, image.getHeight() / 2.0);
      return draw(image.getWidth(), image.getHeight(), g -> g.drawImage(image, turn, null));
    }
  },
  /** With a band across, as of an agency. */
  STAMPED {
    @Override
    BufferedImage apply(BufferedImage image) {
      return draw(
          image.getWidth(),
          image.getHeight(),
          g -> {
            g.drawImage(image, 0, 0, null);
            g.setColor(new Color(30, 30, 30, 200));
            g.fillRect(0, image.getHeight() * 3 / 4, image.getWidth(), image.getHeight() / 8);
          });
    }
  };

  /** The altered picture, RGB. */
  abstract BufferedImage apply(BufferedImage image) throws IOException;

  private interface Paint {
    void on(Graphics2D graphics);
  }

  private static BufferedImage draw(int width, int height, Paint paint) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    paint.on(graphics);
    graphics.dispose();
    return result;
  }
}
