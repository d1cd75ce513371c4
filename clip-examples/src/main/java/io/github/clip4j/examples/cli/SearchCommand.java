package io.github.clip4j.examples.cli;

import com.google.gson.JsonObject;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.IndexEntry;
import io.github.clip4j.search.QuerySyntaxException;
import io.github.clip4j.search.QueryTerm;
import io.github.clip4j.search.SearchFilter;
import io.github.clip4j.search.SearchHit;
import io.github.clip4j.search.SearchQuery;
import io.github.clip4j.search.SearchResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip search}: the pictures of an index that fit words, pictures, or both. */
@Command(
    name = "search",
    description = {
      "Search an index by words, by pictures, or by both.",
      "Words join terms by + and - and weigh them by numbers: 2 dog + beach - people"
    },
    mixinStandardHelpOptions = true)
final class SearchCommand extends ModelCommand {
  @Parameters(index = "0", paramLabel = "INDEX", description = "The folder of the index.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path index;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "QUERY",
      description = "Words; several arguments are joined by blanks.")
  private List<String> words = List.of();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "A picture to search by, alone or with words.")
  private List<Path> images = List.of();

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

  @Option(
      names = "--min",
      paramLabel = "SCORE",
      defaultValue = "-1",
      description = "The least score, a cosine.")
  private double min;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      description =
          "A condition such as width>=640, format=png, folder=holiday; repeat it for more.")
  private List<String> filters = List.of();

  @Option(names = "--exact", description = "Compare every picture even in a large index.")
  private boolean exact;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Option(names = "--csv", description = "Results as CSV with a header line.")
  private boolean csv;

  @Override
  public Integer call() throws IOException {
    SearchQuery query = query();
    try (ImageIndex open = ImageIndex.open(index);
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
    List<QueryTerm> terms = new ArrayList<>();
    String text = String.join(" ", words);
    if (!text.isBlank()) {
      terms.addAll(parse(text));
    }
    images.forEach(image -> terms.add(new QueryTerm.Picture(1, image)));
    if (terms.isEmpty()) {
      throw usage("nothing to search for: give words, --image or both");
    }
    if (csv && (json || output.json())) {
      throw usage("--csv and JSON exclude each other");
    }
    try {
      SearchQuery query =
          SearchQuery.of(terms).withTop(top).withOffset(offset).withMinScore(min).withExact(exact);
      for (String filter : filters) {
        query = query.with(SearchFilter.parse(filter));
      }
      return query;
    } catch (IllegalArgumentException e) {
      throw usage(Failures.describe(e));
    }
  }

  private List<QueryTerm> parse(String text) {
    try {
      return SearchQuery.parse(text).terms();
    } catch (QuerySyntaxException e) {
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
