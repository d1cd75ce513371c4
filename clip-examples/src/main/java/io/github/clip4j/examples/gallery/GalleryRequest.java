package io.github.clip4j.examples.gallery;

import io.github.clip4j.search.SearchQuery;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a gallery shows. Immutable.
 *
 * @param title the page's heading
 * @param query whose results are shown, at most {@link #MAX_RESULTS}; null for a map alone
 * @param labels what the points of the map are told apart by: each has the colour of the label
 *     nearest to it. Without labels it has the colour of its folder
 * @param mapPoints how many pictures the map shows at most, 0 for no map; a larger index is sampled
 *     evenly along its paths, and results are always on the map
 * @param linked whether results lead to their files; the page then tells where those are
 */
public record GalleryRequest(
    String title, @Nullable SearchQuery query, List<String> labels, int mapPoints, boolean linked) {
  /** The most results of one page. */
  public static final int MAX_RESULTS = 500;

  /** The most points of a map. */
  public static final int MAX_MAP_POINTS = 5000;

  /** Checks the numbers; see the record's parameters. */
  public GalleryRequest {
    Objects.requireNonNull(title, "title");
    labels = List.copyOf(labels);
    if (query != null && query.top() > MAX_RESULTS) {
      throw new IllegalArgumentException(
          "a gallery shows at most " + MAX_RESULTS + " results, not " + query.top());
    }
    if (mapPoints < 0 || mapPoints > MAX_MAP_POINTS) {
      throw new IllegalArgumentException(
          "the map has 0 to " + MAX_MAP_POINTS + " points, not " + mapPoints);
    }
    if (query == null && mapPoints == 0) {
      throw new IllegalArgumentException("a gallery needs a query, a map or both");
    }
    for (String label : labels) {
      if (label.isBlank()) {
        throw new IllegalArgumentException("a label is blank");
      }
    }
  }
}
