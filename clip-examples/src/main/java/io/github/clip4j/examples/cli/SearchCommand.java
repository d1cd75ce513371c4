package io.github.clip4j.examples.cli;

import com.google.gson.JsonObject;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.IndexEntry;
import io.github.clip4j.search.SearchHit;
import io.github.clip4j.search.SearchQuery;
import io.github.clip4j.search.SearchResult;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clip search}: the pictures of an index that fit words, pictures, or both. */
@Command(
    name = "search",
    description = {
      "Search an index by words, by pictures, or by both.",
      "Words join terms by + and - and weigh them by numbers: 2 dog + beach - people"
    },
    mixinStandardHelpOptions = true)
final class SearchCommand extends ModelCommand {
  @Mixin private final QueryOptions wanted = new QueryOptions();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many pictures (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many better ones to skip.")
  private int offset;

  @Option(names = "--exact", description = "Compare every picture even in a large index.")
  private boolean exact;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Option(names = "--csv", description = "Results as CSV with a header line.")
  private boolean csv;

  @Override
  public Integer call() throws IOException {
    SearchQuery query = query();
    try (ImageIndex open = ImageIndex.open(wanted.index());
        ClipModel clip = model.loadLike(open.model(), err(), output.verbose())) {
      SearchResult result = ImageSearcher.of(open, clip).search(query);
      if (csv) {
        printCsv(result);
      } else if (json || output.json()) {
        result.hits().forEach(hit -> out().println(OutputOptions.line(json(hit))));
      } else {
        print(result);
      }
    }
    return 0;
  }

  private SearchQuery query() {
    @Nullable SearchQuery query;
    try {
      query = wanted.query(top);
    } catch (IllegalArgumentException e) {
      throw usage(Failures.describe(e));
    }
    if (query == null) {
      throw usage("nothing to search for: give words, --image or both");
    }
    if (csv && (json || output.json())) {
      throw usage("--csv and JSON exclude each other");
    }
    try {
      return query.withOffset(offset).withExact(exact);
    } catch (IllegalArgumentException e) {
      throw usage(Failures.describe(e));
    }
  }

  private void print(SearchResult result) {
    if (result.hits().isEmpty()) {
      err().println("no picture fits");
      return;
    }
    out().println("rank   score  path");
    for (SearchHit hit : result.hits()) {
      out()
          .printf(
              Locale.ROOT,
              "%4d  %6.3f  %s%n",
              hit.rank(),
              hit.score(),
              OutputOptions.printable(hit.entry().path()));
    }
  }

  private static JsonObject json(SearchHit hit) {
    IndexEntry entry = hit.entry();
    JsonObject object = new JsonObject();
    object.addProperty("path", entry.path());
    object.addProperty("score", hit.score());
    object.addProperty("rank", hit.rank());
    object.addProperty("file", entry.file().toString());
    object.addProperty("width", entry.width());
    object.addProperty("height", entry.height());
    object.addProperty("format", entry.format());
    object.addProperty("bytes", entry.bytes());
    object.addProperty("modified", entry.modified().toString());
    JsonObject fields = new JsonObject();
    entry.fields().forEach(fields::addProperty);
    object.add("fields", fields);
    return object;
  }

  private void printCsv(SearchResult result) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().build(text)) {
      writer.writeRecord("rank", "score", "path", "width", "height", "format");
      for (SearchHit hit : result.hits()) {
        writer.writeRecord(
            String.valueOf(hit.rank()),
            String.format(Locale.ROOT, "%.6f", hit.score()),
            hit.entry().path(),
            String.valueOf(hit.entry().width()),
            String.valueOf(hit.entry().height()),
            hit.entry().format());
      }
    }
    out().print(text);
  }
}
