package io.github.clip4j.examples.gallery;

import io.github.clip4j.ClipModel;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.IndexEntry;
import io.github.clip4j.search.SearchHit;
import io.github.clip4j.vector.PrincipalComponents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of an index on a plane, along the two directions in which their vectors differ most.
 * Immutable.
 */
final class IndexMap {
  private final List<Point> points;
  private final Grouping grouping;
  private final double explained;
  private final int indexed;

  private IndexMap(List<Point> points, Grouping grouping, double explained, int indexed) {
    this.points = points;
    this.grouping = grouping;
    this.explained = explained;
    this.indexed = indexed;
  }

  /**
   * A picture on the map.
   *
   * @param entry the picture
   * @param hit its place among the results, or null
   * @param group the name of its group: a label or a folder
   * @param x 0 at the left to 1
   * @param y 0 at the top to 1
   */
  record Point(IndexEntry entry, @Nullable SearchHit hit, String group, double x, double y) {}

  /**
   * Lays out an index.
   *
   * @param hits results, always on the map
   * @param labels what points are grouped by; folders if there are none
   * @param model needed if there are labels
   * @param limit the most points besides the results
   */
  static IndexMap of(
      ImageIndex index,
      List<SearchHit> hits,
      List<String> labels,
      @Nullable ClipModel model,
      int limit)
      throws IOException {
    int indexed = index.size();
    List<IndexEntry> shown = sample(index, hits, indexed, limit);
    if (shown.isEmpty()) {
      return new IndexMap(List.of(), Grouping.of(List.of()), 0, indexed);
    }
    float[][] vectors = new float[shown.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = shown.get(i).vector().values();
    }
    PrincipalComponents components =
        PrincipalComponents.of(vectors, Math.min(2, vectors[0].length));
    double explained = 0;
    for (int c = 0; c < components.count(); c++) {
      explained += components.varianceRatio(c);
    }
    double[][] places = components.project(vectors);
    double[] x = spread(places, 0);
    double[] y = spread(places, 1);
    List<String> groups = groups(shown, labels, model);
    Map<String, SearchHit> byPath = new HashMap<>();
    hits.forEach(hit -> byPath.put(hit.entry().path(), hit));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      IndexEntry entry = shown.get(i);
      points.add(new Point(entry, byPath.get(entry.path()), groups.get(i), x[i], 1 - y[i]));
    }
    Grouping grouping = Grouping.of(groups);
    // The arrow keys go through a group from left to right, then through the next group.
    points.sort(
        Comparator.<Point>comparingInt(point -> grouping.colour(point.group()))
            .thenComparing(Point::x)
            .thenComparing(point -> point.entry().path()));
    return new IndexMap(List.copyOf(points), grouping, explained, indexed);
  }

  /** Every n-th picture by path, and the results. */
  private static List<IndexEntry> sample(
      ImageIndex index, List<SearchHit> hits, int indexed, int limit) throws IOException {
    Map<String, IndexEntry> missing = new HashMap<>();
    hits.forEach(hit -> missing.put(hit.entry().path(), hit.entry()));
    List<IndexEntry> shown = new ArrayList<>();
    try (Stream<IndexEntry> entries = index.entries()) {
      Iterator<IndexEntry> each = entries.iterator();
      int chosen = 0;
      for (long i = 0; each.hasNext(); i++) {
        IndexEntry entry = each.next();
        boolean due = indexed <= limit || (i + 1) * limit / indexed > i * limit / indexed;
        if (due && chosen < limit) {
          chosen++;
          shown.add(entry);
          missing.remove(entry.path());
        } else if (missing.remove(entry.path()) != null) {
          shown.add(entry);
        }
      }
    }
    // The index may have gone on between the search and now.
    shown.addAll(missing.values());
    return shown;
  }

  private static List<String> groups(
      List<IndexEntry> entries, List<String> labels, @Nullable ClipModel model) {
    List<String> groups = new ArrayList<>();
    if (labels.isEmpty()) {
      entries.forEach(entry -> groups.add(entry.folder()));
      return groups;
    }
    if (model == null) {
      throw new IllegalArgumentException("labels need a model");
    }
    ZeroShotClassifier classifier = ZeroShotClassifier.of(model, labels);
    entries.forEach(entry -> groups.add(classifier.classify(entry.vector()).get(0).label()));
    return groups;
  }

  /** A coordinate of every point, brought to 0 to 1. */
  private static double[] spread(double[][] places, int axis) {
    double[] values = new double[places.length];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      values[i] = axis < places[i].length ? places[i][axis] : 0;
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = max > min ? (values[i] - min) / (max - min) : 0.5;
    }
    return values;
  }

  List<Point> points() {
    return points;
  }

  Grouping grouping() {
    return grouping;
  }

  /** The part of all variance that the two directions have, in [0, 1]. */
  double explained() {
    return explained;
  }

  /** How many pictures the index has. */
  int indexed() {
    return indexed;
  }
}
