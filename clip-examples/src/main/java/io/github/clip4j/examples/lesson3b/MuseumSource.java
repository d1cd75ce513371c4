package io.github.clip4j.examples.lesson3b;

import io.github.clip4j.examples.museum.Columns;
import io.github.clip4j.examples.museum.DownloadPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which collection the lesson works on.
 *
 * @param list the file with the collection's list; null for the small sample inside this module
 * @param columns which column of it means what
 * @param policy how pictures are fetched
 * @param cache where fetched pictures are kept
 * @param limit how many artworks at most, the first of the list
 * @param labels what a picture may be called; if empty, the collection's own departments, or else
 *     some general ones
 * @param queries what is searched for; if empty, some general ones
 */
public record MuseumSource(
    @Nullable Path list,
    Columns columns,
    DownloadPolicy policy,
    Path cache,
    int limit,
    List<String> labels,
    List<String> queries) {
  /** Checks the values. */
  public MuseumSource {
    Objects.requireNonNull(columns, "columns");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(cache, "cache");
    labels = List.copyOf(labels);
    queries = List.copyOf(queries);
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
  }

  /** The sample inside this module, which needs no network. */
  public static MuseumSource sample() {
    return of(null);
  }

  /** A list with the usual columns; pictures are kept in {@code clip-lessons/museum}. */
  public static MuseumSource of(@Nullable Path list) {
    return new MuseumSource(
        list,
        Columns.usual(),
        DownloadPolicy.polite(""),
        Path.of("clip-lessons", "museum"),
        1000,
        List.of(),
        List.of());
  }
}
