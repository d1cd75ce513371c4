package io.github.clip4j.benchmarks;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** JPEG files of 640 x 480 with shapes and noise, the same on every run. */
final class SamplePictures {
  private static final long SEED = 1;

  private SamplePictures() {}

  static List<Path> write(Path folder, int count) throws IOException {
    Random random = new Random(SEED);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(i + ".jpg");
      try (var out = Files.newOutputStream(file)) {
        ImageIO.write(draw(random), "jpg", out);
      }
      files.add(file);
    }
    return files;
  }

  private static BufferedImage draw(Random random) {
    BufferedImage picture = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    for (int i = 0; i < 40; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(640) - 50, random.nextInt(480) - 50, random.nextInt(300), 200);
    }
    graphics.dispose();
    for (int y = 0; y < 480; y++) {
      for (int x = 0; x < 640; x++) {
        int noise = random.nextInt(8) * 0x010101;
        picture.setRGB(x, y, picture.getRGB(x, y) ^ noise);
      }
    }
    return picture;
  }
}
