package io.github.clip4j.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.clip4j.image.RgbImage;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Decoded pixels as a picture of Java's")
class PixelsTest {
  private static final RgbImage RED_AND_WHITE =
      new RgbImage(2, 1, new byte[] {(byte) 255, 0, 1, -1, -1, -1});

  @Test
  void have_the_same_place_and_colour() {
    BufferedImage image = Pixels.of(RED_AND_WHITE);
    assertThat(image.getWidth()).isEqualTo(2);
    assertThat(image.getHeight()).isEqualTo(1);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xffff0001);
    assertThat(image.getRGB(1, 0)).isEqualTo(0xffffffff);
  }

  @Test
  void become_squares_when_enlarged() {
    BufferedImage image = Pixels.enlarged(RED_AND_WHITE, 3);
    assertThat(image.getRGB(0, 0, 6, 3, null, 0, 6))
        .containsExactly(
            0xffff0001,
            0xffff0001,
            0xffff0001,
            -1,
            -1,
            -1, //
            0xffff0001,
            0xffff0001,
            0xffff0001,
            -1,
            -1,
            -1, //
            0xffff0001,
            0xffff0001,
            0xffff0001,
            -1,
            -1,
            -1);
    assertThatIllegalArgumentException().isThrownBy(() -> Pixels.enlarged(RED_AND_WHITE, 0));
  }
}
