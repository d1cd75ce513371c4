package io.github.clip4j.examples.gallery;

import io.github.clip4j.ClipModel;
import io.github.clip4j.files.WholeFile;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.SearchHit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an index holds as one HTML file: the results of a query with their thumbnails and
 * scores, and a map of the index. See docs/GALLERY.md for what the page is and is not.
 *
 * <p>The size is bounded: {@link #MAX_THUMBNAIL_BYTES} for all thumbnails, and about a kilobyte for
 * each result and point. Not thread-safe.
 */
public final class Gallery {
  /** The most characters that all thumbnails of a page take, encoded. */
  public static final long MAX_THUMBNAIL_BYTES = 16L << 20;

  /** Up to how many points of the map have thumbnails besides the results, which all have one. */
  public static final int MAX_MAP_THUMBNAILS = 300;

  private final ImageIndex index;
  private final @Nullable ClipModel model;

  /**
   * Prepares to write.
   *
   * @param index stays the caller's
   * @param model the model that made the index; stays the caller's. Null will do for queries that
   *     only name pictures of the index, and for maps without labels
   */
  public Gallery(ImageIndex index, @Nullable ClipModel model) {
    this.index = Objects.requireNonNull(index, "index");
    this.model = model;
  }

  /**
   * Writes a page: to a temporary file beside it, which is then moved. A picture that is gone or
   * cannot be read has a placeholder in the page and a line in the report.
   *
   * @param request what is shown
   * @param page the file, replaced if it exists; its folder must exist
   * @throws IOException if the index cannot be read or the page cannot be written
   * @throws IllegalArgumentException if the query does not fit the index
   * @throws IllegalStateException if a query or label needs a model and there is none
   */
  public GalleryReport write(GalleryRequest request, Path page) throws IOException {
    return write(request, page, MAX_THUMBNAIL_BYTES);
  }

  GalleryReport write(GalleryRequest request, Path page, long maxThumbnailBytes)
      throws IOException {
    Path target = page.toAbsolutePath().normalize();
    List<SearchHit> hits = request.query() == null ? List.of() : search(request);
    IndexMap map =
        request.mapPoints() == 0
            ? null
            : IndexMap.of(index, hits, request.labels(), model, request.mapPoints());
    Faces faces = new Faces(maxThumbnailBytes);
    hits.forEach(hit -> faces.make(hit.entry(), true, map != null));
    if (map != null) {
      makeFaces(map, hits.size(), faces);
    }
    int indexed = index.size();
    String html = new GalleryPage(request, indexed, hits, map, faces, target).toHtml();
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    WholeFile.write(target, to -> Files.write(to, bytes));
    return new GalleryReport(
        page,
        hits.size(),
        map == null ? 0 : map.points().size(),
        indexed,
        faces.thumbnails(),
        bytes.length,
        faces.failures());
  }

  private List<SearchHit> search(GalleryRequest request) throws IOException {
    ImageSearcher searcher =
        model == null ? ImageSearcher.withoutModel(index) : ImageSearcher.of(index, model);
    return searcher.search(Objects.requireNonNull(request.query())).hits();
  }

  /** Thumbnails for an even choice of the points; the results have theirs. */
  private static void makeFaces(IndexMap map, int made, Faces faces) {
    List<IndexMap.Point> others = map.points().stream().filter(p -> p.hit() == null).toList();
    long wanted = Math.max(0, Math.min(others.size(), MAX_MAP_THUMBNAILS - made));
    for (int i = 0; i < others.size(); i++) {
      if ((i + 1) * wanted / others.size() > i * wanted / others.size()) {
        faces.make(others.get(i).entry(), false, true);
      }
    }
  }
}
