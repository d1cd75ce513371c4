package io.github.clip4j.examples.gallery;

import io.github.clip4j.search.IndexFailure;
import java.nio.file.Path;
import java.util.List;

/**
 * What went into a page. Immutable.
 *
 * @param page the file
 * @param results how many results it shows
 * @param mapPoints how many pictures are on the map
 * @param indexed how many pictures the index has
 * @param thumbnails how many small pictures are in the page
 * @param bytes its size
 * @param failures pictures that could not be shown, with the reason
 */
public record GalleryReport(
    Path page,
    int results,
    int mapPoints,
    int indexed,
    int thumbnails,
    long bytes,
    List<IndexFailure> failures) {
  /** Copies the list. */
  public GalleryReport {
    failures = List.copyOf(failures);
  }
}
