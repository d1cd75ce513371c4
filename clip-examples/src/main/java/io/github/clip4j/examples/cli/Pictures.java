package io.github.clip4j.examples.cli;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import java.io.IOException;
import java.nio.file.Path;

/** Pictures from files; an error names the file. */
final class Pictures {
  private Pictures() {}

  static Embedding encode(ClipModel clip, Path image) throws IOException {
    try {
      return clip.encodeImage(image);
    } catch (IOException | IllegalArgumentException e) {
      throw Failures.about(image, e);
    }
  }
}
