package io.github.clip4j.examples.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A drawing of the starter as a file, as a reader of the documents would have one. */
final class Drawing {
  private Drawing() {}

  static Path dog(Path folder) throws IOException {
    Path file = folder.resolve("dog.png");
    try (InputStream in =
        Drawing.class.getResourceAsStream("/io/github/clip4j/starter/pictures/noto-dog-face.png")) {
      if (in == null) {
        throw new IOException("the starter's drawings are not on the class path");
      }
      Files.copy(in, file);
    }
    return file;
  }
}
