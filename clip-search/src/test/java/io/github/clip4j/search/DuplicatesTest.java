package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same picture twice, and nearly the same. */
class DuplicatesTest {
  @TempDir Path temp;

  @Test
  void copies_and_other_sizes_of_a_picture_are_a_group() throws IOException {
    Path folder = temp.resolve("pictures");
    Path dog = Pictures.put(Pictures.DOG, folder.resolve("dog.png"));
    Files.copy(dog, folder.resolve("dog copy.png"));
    BufferedImage image = ImageIO.read(dog.toFile());
    BufferedImage smaller =
        new BufferedImage(
            image.getWidth() * 3 / 4, image.getHeight() * 3 / 4, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = smaller.createGraphics();
    graphics.drawImage(image, 0, 0, smaller.getWidth(), smaller.getHeight(), null);
    graphics.dispose();
    ImageIO.write(smaller, "png", folder.resolve("small dog.png").toFile());
    Pictures.put(Pictures.PIZZA, folder.resolve("pizza.png"));
    Pictures.put(Pictures.CAR, folder.resolve("car.png"));
    Pictures.index(folder, temp.resolve("index"));
    try (ImageIndex index = ImageIndex.open(temp.resolve("index"))) {
      List<DuplicateGroup> alike = index.duplicates(0.9);
      assertThat(alike).hasSize(1);
      assertThat(alike.get(0).entries())
          .extracting(IndexEntry::path)
          .containsExactly("dog copy.png", "dog.png", "small dog.png");
      assertThat(alike.get(0).identical()).isFalse();
      assertThat(alike.get(0).leastSimilarity()).isBetween(0.9f, 1f);

      List<DuplicateGroup> same = index.duplicates(1);
      assertThat(same).hasSize(1);
      assertThat(same.get(0).entries())
          .extracting(IndexEntry::path)
          .containsExactly("dog copy.png", "dog.png");
      assertThat(same.get(0).identical()).isTrue();

      assertThatThrownBy(() -> index.duplicates(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(0, 1]");
    }
  }
}
