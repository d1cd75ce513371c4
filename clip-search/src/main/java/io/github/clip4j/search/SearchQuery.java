package io.github.clip4j.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is searched for, and what of the findings is wanted. Immutable; the {@code with} methods
 * give changed copies.
 *
 * <p>The vectors of the terms are brought to length 1, multiplied by their weights and added; a
 * picture's score is its cosine with the sum. With one text that is CLIP's usual similarity of
 * picture and text.
 *
 * @param terms at least one
 * @param filters all of which a picture must pass
 * @param top how many pictures are wanted, 1 to {@link #MAX_TOP}
 * @param offset how many better ones are skipped, for pages, 0 to {@link #MAX_OFFSET}
 * @param minScore the least score, in [-1, 1]
 * @param exact whether every picture is to be compared even in a large index
 * @param candidates how many pictures the graph of a large index is asked for, the best of which
 *     are found by their exact scores: more miss less and take longer; 0 for the usual number
 * @since 0.1.0
 */
public record SearchQuery(
    List<QueryTerm> terms,
    List<SearchFilter> filters,
    int top,
    int offset,
    double minScore,
    boolean exact,
    int candidates) {
  /** The most pictures that a search gives at once. */
  public static final int MAX_TOP = 10_000;

  /** The largest offset. */
  public static final int MAX_OFFSET = 1_000_000;

  private static final int DEFAULT_TOP = 10;

  /**
   * Checks the numbers; see the record's parameters.
   *
   * @param terms at least one
   * @param filters all of which a picture must pass
   * @param top how many pictures are wanted, 1 to {@link #MAX_TOP}
   * @param offset how many better ones are skipped, for pages, 0 to {@link #MAX_OFFSET}
   * @param minScore the least score, in [-1, 1]
   * @param exact whether every picture is to be compared even in a large index
   * @param candidates how many pictures the graph of a large index is asked for, the best of which
   *     are found by their exact scores: more miss less and take longer
   */
  public SearchQuery {
    terms = List.copyOf(Objects.requireNonNull(terms, "terms"));
    filters = List.copyOf(Objects.requireNonNull(filters, "filters"));
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("a query needs at least one term");
    }
    if (top < 1 || top > MAX_TOP) {
      throw new IllegalArgumentException("top must be in [1, " + MAX_TOP + "], is " + top);
    }
    if (offset < 0 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException("offset must be in [0, " + MAX_OFFSET + "], is " + offset);
    }
    if (!(minScore >= -1 && minScore <= 1)) {
      throw new IllegalArgumentException("minScore must be in [-1, 1], is " + minScore);
    }
    if (candidates < 0 || candidates > MAX_TOP) {
      throw new IllegalArgumentException(
          "candidates must be in [0, " + MAX_TOP + "], is " + candidates);
    }
  }

  /**
   * A query in words: {@code 2 dog + beach - people}. Terms are joined by {@code +} and {@code -},
   * each after a blank; a number before a term is its weight; quotes keep a text as it is, {@code
   * like:PATH} stands for a picture of the index. The grammar is in docs/SEARCH.md.
   *
   * @param query words, as a user types them
   * @return the query, for ten pictures of any score
   * @throws QuerySyntaxException if it is not of the grammar; the message shows where
   */
  public static SearchQuery parse(String query) {
    return of(QueryParser.parse(Objects.requireNonNull(query, "query")));
  }

  /**
   * {@return a query for one text, taken as it is}
   *
   * @param text any text
   */
  public static SearchQuery text(String text) {
    return of(List.of(new QueryTerm.Text(1, text)));
  }

  /**
   * {@return a query for pictures that look like a file}
   *
   * @param file a picture file
   */
  public static SearchQuery picture(Path file) {
    return of(List.of(new QueryTerm.Picture(1, file)));
  }

  /**
   * {@return a query of terms, for ten pictures of any score}
   *
   * @param terms at least one
   */
  public static SearchQuery of(List<QueryTerm> terms) {
    return new SearchQuery(terms, List.of(), DEFAULT_TOP, 0, -1, false, 0);
  }

  /**
   * {@return this query with one term more}
   *
   * @param term added to the others
   */
  public SearchQuery with(QueryTerm term) {
    List<QueryTerm> more = new ArrayList<>(terms);
    more.add(Objects.requireNonNull(term, "term"));
    return new SearchQuery(more, filters, top, offset, minScore, exact, candidates);
  }

  /**
   * {@return this query with one filter more}
   *
   * @param filter must hold beside the others
   */
  public SearchQuery with(SearchFilter filter) {
    List<SearchFilter> more = new ArrayList<>(filters);
    more.add(Objects.requireNonNull(filter, "filter"));
    return new SearchQuery(terms, more, top, offset, minScore, exact, candidates);
  }

  /**
   * {@return this query with another number of pictures}
   *
   * @param pictures how many, see the record
   */
  public SearchQuery withTop(int pictures) {
    return new SearchQuery(terms, filters, pictures, offset, minScore, exact, candidates);
  }

  /**
   * {@return this query with another number of skipped pictures}
   *
   * @param pictures how many, see the record
   */
  public SearchQuery withOffset(int pictures) {
    return new SearchQuery(terms, filters, top, pictures, minScore, exact, candidates);
  }

  /**
   * {@return this query with another least score}
   *
   * @param score the least cosine
   */
  public SearchQuery withMinScore(double score) {
    return new SearchQuery(terms, filters, top, offset, score, exact, candidates);
  }

  /**
   * {@return this query with every picture compared, or not}
   *
   * @param all true to compare every picture
   */
  public SearchQuery withExact(boolean all) {
    return new SearchQuery(terms, filters, top, offset, minScore, all, candidates);
  }

  /**
   * {@return this query with another number of candidates in a large index}
   *
   * @param number how many are looked at
   */
  public SearchQuery withCandidates(int number) {
    return new SearchQuery(terms, filters, top, offset, minScore, exact, number);
  }
}
