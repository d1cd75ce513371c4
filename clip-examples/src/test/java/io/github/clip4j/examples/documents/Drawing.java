package io.github.clip4j.examples.documents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The starter's pictures as files, as a reader of the documents would have them. */
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

  /** Copies all of them, {@code clip-starter}'s folder of example pictures. */
  static void all(Path folder) throws IOException {
    Path pictures = Path.of("../clip-starter/src/main/resources/io/github/clip4j/starter/pictures");
    try (Stream<Path> files = Files.list(pictures)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
      }
    }
  }
}
