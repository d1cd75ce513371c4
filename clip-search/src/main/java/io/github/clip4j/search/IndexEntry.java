package io.github.clip4j.search;

import io.github.clip4j.Embedding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A picture in an index, as it was when it was read. Immutable.
 *
 * @param path where it is below the indexed folder, with {@code /} between names on every platform;
 *     unique within the index
 * @param file the same as a path of this machine
 * @param folder the part of {@code path} before the last {@code /}; empty for the folder itself
 * @param bytes size of the file
 * @param modified when the file was last changed
 * @param hash SHA-256 of the file in hexadecimal
 * @param width of the picture in pixels, before any turn by an orientation tag; 0 if unknown
 * @param height of the picture in pixels; 0 if unknown
 * @param format {@code jpeg}, {@code png}, {@code gif}, {@code bmp}, {@code tiff} or {@code webp}
 * @param fields what a metadata file says about the picture, names in their order
 * @param vector of length 1, as the model of the index gave it
 * @since 0.1.0
 */
public record IndexEntry(
    String path,
    Path file,
    String folder,
    long bytes,
    Instant modified,
    String hash,
    int width,
    int height,
    String format,
    Map<String, String> fields,
    Embedding vector) {
  /**
   * Checks for null and copies the map.
   *
   * @param path where it is below the indexed folder, with {@code /} between names on every
   *     platform
   * @param file the same as a path of this machine
   * @param folder the part of {@code path} before the last {@code /}
   * @param bytes size of the file
   * @param modified when the file was last changed
   * @param hash SHA-256 of the file in hexadecimal
   * @param width of the picture in pixels, before any turn by an orientation tag
   * @param height of the picture in pixels
   * @param format {@code jpeg}, {@code png}, {@code gif}, {@code bmp}, {@code tiff} or {@code webp}
   * @param fields what a metadata file says about the picture, names in their order
   * @param vector of length 1, as the model of the index gave it
   */
  public IndexEntry {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(modified, "modified");
    Objects.requireNonNull(hash, "hash");
    Objects.requireNonNull(format, "format");
    fields =
        Objects.requireNonNull(fields, "fields").isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    Objects.requireNonNull(vector, "vector");
  }

  /** {@return the last part of the path} */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
