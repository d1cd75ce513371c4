package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory: a camera's picture must fit into a small heap. */
@Tag("slow")
class LargeImageTest {
  /** What the forked JVM runs. */
  static final class Fork {
    private Fork() {}

    public static void main(String[] args) throws IOException {
      float[] tensor =
          new ImagePreprocessor(PreprocessConfig.openClip(224)).preprocess(Path.of(args[0]));
      System.out.println(PreprocessGoldenTest.sha256(tensor));
    }
  }

  @Test
  void twelve_megapixels_pass_in_a_heap_of_256_mib(@TempDir Path dir)
      throws IOException, InterruptedException {
    BufferedImage image = new BufferedImage(4000, 3000, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 3000; y++) {
      for (int x = 0; x < 4000; x++) {
        image.setRGB(x, y, (x * 255 / 4000) << 16 | (y * 255 / 3000) << 8 | ((x ^ y) & 255));
      }
    }
    Path file = dir.resolve("large.jpg");
    assertThat(ImageIO.write(image, "jpg", file.toFile())).isTrue();
    String output = SmallJvm.run("-Xmx256m", Fork.class, file.toString());
    float[] here = new ImagePreprocessor(PreprocessConfig.openClip(224)).preprocess(file);
    assertThat(output).isEqualTo(PreprocessGoldenTest.sha256(here));
    assertThat(Files.size(file)).isGreaterThan(100_000);
  }
}
