package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.ClipModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The starter model, loaded once, and its drawings. */
final class Pictures {
  static final String DOG = "noto-dog-face.png";
  static final String CAT = "noto-cat-face.png";
  static final String PIZZA = "noto-pizza.png";
  static final String CAR = "noto-automobile.png";
  static final String OTHER_DOG = "twemoji-dog-face.png";
  static final String OTHER_CAT = "twemoji-cat-face.png";
  static final String OTHER_PIZZA = "twemoji-pizza.png";
  static final String OTHER_CAR = "twemoji-automobile.png";
  static final String ROCKET = "fluent-emoji-flat-rocket.png";
  static final String COFFEE = "photo-coffee.jpg";

  private Pictures() {}

  private static final class Holder {
    static final ClipModel MODEL = load();

    private static ClipModel load() {
      try {
        return ClipModel.load("starter");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The starter; never closed. */
  static ClipModel model() {
    return Holder.MODEL;
  }

  /** Puts a drawing into a folder under any name. */
  static Path put(String drawing, Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (InputStream in =
        Pictures.class.getResourceAsStream("/io/github/clip4j/starter/pictures/" + drawing)) {
      assertThat(in).as(drawing).isNotNull();
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
    return target;
  }

  /** A folder with eight drawings: two each of dogs, cats, pizzas and cars. */
  static Path eight(Path folder) throws IOException {
    put(DOG, folder.resolve("animals/dog.png"));
    put(OTHER_DOG, folder.resolve("animals/dog2.png"));
    put(CAT, folder.resolve("animals/cat.png"));
    put(OTHER_CAT, folder.resolve("animals/cat2.png"));
    put(PIZZA, folder.resolve("food/pizza.png"));
    put(OTHER_PIZZA, folder.resolve("food/pizza2.png"));
    put(CAR, folder.resolve("car.png"));
    put(OTHER_CAR, folder.resolve("car2.png"));
    return folder;
  }

  static ImageIndexer.Builder indexer(Path folder, Path index) {
    return ImageIndexer.builder(model(), folder, index).modelName("starter");
  }

  static IndexReport index(Path folder, Path index) throws IOException {
    return indexer(folder, index).build().run();
  }
}
