package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.gallery.Gallery;
import io.github.clip4j.examples.gallery.GalleryReport;
import io.github.clip4j.examples.gallery.GalleryRequest;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.IndexFailure;
import io.github.clip4j.search.QueryTerm;
import io.github.clip4j.search.SearchQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clip gallery}: results and a map of an index as one HTML file. */
@Command(
    name = "gallery",
    description = {
      "Write a page with the pictures that fit, and a map of the index.",
      "The page is one file that needs no network. Without words and --image it is a map alone."
    },
    mixinStandardHelpOptions = true)
final class GalleryCommand extends ModelCommand {
  @Mixin private final QueryOptions wanted = new QueryOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PAGE.html",
      description = "The page; replaced if it exists.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path page;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "24",
      description = "How many results, at most " + GalleryRequest.MAX_RESULTS + " (default: 24).")
  private int top;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description = "Colour the map by the nearest label; repeat it. Without: by folder.")
  private List<String> labels = List.of();

  @Option(
      names = "--map-points",
      paramLabel = "N",
      defaultValue = "1000",
      description = {
        "How many pictures the map shows, at most "
            + GalleryRequest.MAX_MAP_POINTS
            + " (default: 1000);",
        "of a larger index an even choice, and the results."
      })
  private int mapPoints;

  @Option(names = "--no-map", description = "Results only.")
  private boolean noMap;

  @Option(
      names = "--link",
      description = "Let results lead to their files; the page then tells where those are.")
  private boolean linked;

  @Override
  public Integer call() throws IOException {
    GalleryRequest request = request();
    try (ImageIndex open = ImageIndex.open(wanted.index());
        ClipModel clip =
            needsModel(request) ? model.loadLike(open.model(), err(), output.verbose()) : null) {
      GalleryReport report = new Gallery(open, clip).write(request, page);
      if (output.json()) {
        out().println(OutputOptions.line(json(report)));
      } else {
        print(report);
      }
    }
    return 0;
  }

  private static boolean needsModel(GalleryRequest request) {
    return !request.labels().isEmpty()
        || (request.query() != null
            && request.query().terms().stream()
                .anyMatch(term -> !(term instanceof QueryTerm.Like)));
  }

  private GalleryRequest request() {
    if (!OutputOptions.printable(page.toString()).toLowerCase(Locale.ROOT).matches(".*\\.html?")) {
      // A mistaken order of arguments must not replace a picture.
      throw usage("--out must end in .html: " + OutputOptions.printable(page.toString()));
    }
    Path folder = page.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw usage("--out: there is no folder " + folder);
    }
    if (Files.isDirectory(page)) {
      throw usage("--out is a folder: " + page);
    }
    if (noMap && !labels.isEmpty()) {
      throw usage("--label colours the map; it does not go with --no-map");
    }
    SearchQuery query = query();
    if (query == null && noMap) {
      throw usage("nothing to show: give words, --image or leave --no-map out");
    }
    if (query == null && wanted.hasFilters()) {
      throw usage("--filter chooses among results; give words or --image");
    }
    if (mapPoints < 1) {
      throw usage("--map-points must be at least 1; --no-map leaves the map out");
    }
    try {
      return new GalleryRequest(title(query), query, labels, noMap ? 0 : mapPoints, linked);
    } catch (IllegalArgumentException e) {
      throw usage(Failures.describe(e));
    }
  }

  private @Nullable SearchQuery query() {
    try {
      return wanted.query(top);
    } catch (IllegalArgumentException e) {
      throw usage(Failures.describe(e));
    }
  }

  /** What was asked, else what the index is called. */
  private String title(@Nullable SearchQuery query) {
    if (query == null) {
      return String.valueOf(wanted.index().toAbsolutePath().normalize().getFileName());
    }
    List<String> parts = new ArrayList<>();
    if (!wanted.words().isEmpty()) {
      parts.add(wanted.words());
    }
    wanted.images().forEach(image -> parts.add("like " + image.getFileName()));
    return String.join(", ", parts);
  }

  private void print(GalleryReport report) {
    for (IndexFailure failure : report.failures()) {
      err()
          .println(
              "clip: not shown: "
                  + OutputOptions.printable(failure.path() + ": " + failure.reason()));
    }
    out()
        .printf(
            Locale.ROOT,
            "%s: %d results, %,d of %,d pictures on the map, %,d thumbnails, %,.1f MB%n",
            OutputOptions.printable(report.page().toString()),
            report.results(),
            report.mapPoints(),
            report.indexed(),
            report.thumbnails(),
            report.bytes() / 1e6);
  }

  private static JsonObject json(GalleryReport report) {
    JsonArray failures = new JsonArray();
    for (IndexFailure failure : report.failures()) {
      JsonObject object = new JsonObject();
      object.addProperty("path", failure.path());
      object.addProperty("reason", failure.reason());
      failures.add(object);
    }
    JsonObject object = new JsonObject();
    object.addProperty("page", report.page().toString());
    object.addProperty("results", report.results());
    object.addProperty("map_points", report.mapPoints());
    object.addProperty("indexed", report.indexed());
    object.addProperty("thumbnails", report.thumbnails());
    object.addProperty("bytes", report.bytes());
    object.add("failures", failures);
    return object;
  }
}
