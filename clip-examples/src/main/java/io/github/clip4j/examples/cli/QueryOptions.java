package io.github.clip4j.examples.cli;

import io.github.clip4j.search.QueryTerm;
import io.github.clip4j.search.SearchFilter;
import io.github.clip4j.search.SearchQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which index, and what is looked for in it: words, pictures, a least score, filters. */
final class QueryOptions {
  @Parameters(index = "0", paramLabel = "INDEX", description = "The folder of the index.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path index;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "QUERY",
      description = "Words, 2 dog + beach - people; several arguments are joined by blanks.")
  private List<String> words = List.of();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "A picture to search by, alone or with words.")
  private List<Path> images = List.of();

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
          "A condition on results such as width>=640, format=png, folder=holiday; repeat it for"
              + " more.")
  private List<String> filters = List.of();

  Path index() {
    return index;
  }

  /** The words as one text; blank if there are none. */
  String words() {
    return String.join(" ", words);
  }

  List<Path> images() {
    return images;
  }

  boolean hasFilters() {
    return !filters.isEmpty();
  }

  /**
   * The query, or null if there are neither words nor pictures.
   *
   * @param top how many results
   * @throws IllegalArgumentException if words, a number or a filter are not well formed
   */
  @Nullable SearchQuery query(int top) {
    List<QueryTerm> terms = new ArrayList<>();
    if (!words().isBlank()) {
      terms.addAll(SearchQuery.parse(words()).terms());
    }
    images.forEach(image -> terms.add(new QueryTerm.Picture(1, image)));
    if (terms.isEmpty()) {
      return null;
    }
    SearchQuery query = SearchQuery.of(terms).withTop(top).withMinScore(min);
    for (String filter : filters) {
      query = query.with(SearchFilter.parse(filter));
    }
    return query;
  }
}
