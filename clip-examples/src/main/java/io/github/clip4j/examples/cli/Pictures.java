package io.github.clip4j.examples.cli;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Pictures from files; an error names the file. */
final class Pictures {
  /** Pictures that are encoded together. */
  private static final int BATCH = 32;

  private Pictures() {}

  /** The vector of one picture. */
  static Embedding encode(ClipModel clip, Path image) throws IOException {
    if (Files.isDirectory(image)) {
      throw new IOException(
          image + ": is a folder; name pictures in it, or see 'clip index --help'");
    }
    try {
      return clip.encodeImage(image);
    } catch (IOException | IllegalArgumentException e) {
      throw Failures.about(image, e);
    }
  }

  /**
   * The vectors of many pictures, in their order. A picture that cannot be read is reported and
   * does not keep the others from theirs.
   *
   * @return how many could not be read
   */
  static int encodeAll(
      ClipModel clip,
      List<Path> images,
      BiConsumer<Path, Embedding> receiver,
      Consumer<IOException> failures) {
    int failed = 0;
    for (int start = 0; start < images.size(); start += BATCH) {
      List<Path> batch = images.subList(start, Math.min(start + BATCH, images.size()));
      try {
        List<Embedding> embeddings = clip.encodeImages(batch);
        for (int i = 0; i < batch.size(); i++) {
          receiver.accept(batch.get(i), embeddings.get(i));
        }
      } catch (IOException | IllegalArgumentException anyOfThem) {
        // One by one, to find which; rare enough that the repeated work does not matter.
        for (Path image : batch) {
          try {
            receiver.accept(image, encode(clip, image));
          } catch (IOException e) {
            failures.accept(e);
            failed++;
          }
        }
      }
    }
    return failed;
  }
}
