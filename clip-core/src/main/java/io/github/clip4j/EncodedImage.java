package io.github.clip4j;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A picture file and its vector, as {@link ClipModel#encodeImages(java.util.stream.Stream)} gives
 * them.
 *
 * @param file the file as it was given
 * @param embedding its raw vector
 * @since 0.1.0
 */
public record EncodedImage(Path file, Embedding embedding) {
  /**
   * Refuses null.
   *
   * @param file the file as it was given
   * @param embedding its raw vector
   */
  public EncodedImage {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(embedding, "embedding");
  }
}
