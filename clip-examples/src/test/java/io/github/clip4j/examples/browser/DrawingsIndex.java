package io.github.clip4j.examples.browser;

import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageIndexer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Some drawings of the sample collection, indexed with the starter. */
record DrawingsIndex(ClipModel clip, Path pictures, ImageIndex index) implements AutoCloseable {
  /** A file name that is markup, where the file system allows it. */
  static final String HOSTILE =
      File.separatorChar == '\\'
          ? "plants/&lt;img src=x onerror=boom()&gt;'.png"
          : "plants/<img src=x onerror=boom()>\"'.png";

  private static final List<String> DRAWINGS =
      List.of(
          "animals/noto-dog-face.png",
          "animals/twemoji-dog-face.png",
          "animals/noto-cat-face.png",
          "animals/noto-frog.png",
          "food/noto-pizza.png",
          "food/twemoji-pizza.png",
          "food/noto-hamburger.png",
          "vehicles/noto-automobile.png",
          "vehicles/noto-bicycle.png",
          "plants/noto-sunflower.png");

  static DrawingsIndex make(Path folder) throws IOException {
    Path pictures = folder.resolve("pictures");
    for (String drawing : DRAWINGS) {
      copy(drawing.substring(drawing.indexOf('/') + 1), pictures.resolve(drawing));
    }
    copy("noto-evergreen-tree.png", pictures.resolve(HOSTILE));
    ClipModel clip = ClipModel.load("starter");
    ImageIndexer.builder(clip, pictures, folder.resolve("index")).build().run();
    return new DrawingsIndex(clip, pictures, ImageIndex.open(folder.resolve("index")));
  }

  private static void copy(String drawing, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, SampleCollection.drawing(drawing).bytes());
  }

  @Override
  public void close() throws IOException {
    index.close();
    clip.close();
  }
}
