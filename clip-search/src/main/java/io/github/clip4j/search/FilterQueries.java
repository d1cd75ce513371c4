package io.github.clip4j.search;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.jspecify.annotations.Nullable;

/** Filters as Lucene's queries. */
final class FilterQueries {
  private static final String POINT = ".point";
  private static final long DAY = 24L * 60 * 60 * 1000;

  private FilterQueries() {}

  /** A query for all pictures that pass all filters; null if there are none. */
  static @Nullable Query all(List<SearchFilter> filters, IndexReader reader) {
    if (filters.isEmpty()) {
      return null;
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    all.add(
        new TermQuery(new Term(IndexFields.STATE, IndexFields.State.PICTURE.name())),
        BooleanClause.Occur.FILTER);
    for (SearchFilter filter : filters) {
      all.add(query(filter, reader), BooleanClause.Occur.FILTER);
    }
    return all.build();
  }

  private static Query query(SearchFilter filter, IndexReader reader) {
    return switch (filter.field().toLowerCase(Locale.ROOT)) {
      case "path" -> path(filter);
      case "folder" -> folder(filter);
      case "format" ->
          text(filter, new TermQuery(new Term(IndexFields.FORMAT, format(filter.value()))));
      case "hash" ->
          text(
              filter,
              new TermQuery(new Term(IndexFields.HASH, filter.value().toLowerCase(Locale.ROOT))));
      case "width" -> whole(filter, IndexFields.WIDTH);
      case "height" -> whole(filter, IndexFields.HEIGHT);
      case "bytes" -> whole(filter, IndexFields.SIZE);
      case "modified" -> day(filter);
      default -> column(filter, reader);
    };
  }

  private static Query path(SearchFilter filter) {
    return filter.operator() == SearchFilter.Operator.CONTAINS
        ? contains(IndexFields.PATH_LOWER, filter.value())
        : text(filter, new TermQuery(IndexFields.key(filter.value())));
  }

  private static Query folder(SearchFilter filter) {
    String folder = filter.value();
    while (folder.endsWith("/")) {
      folder = folder.substring(0, folder.length() - 1);
    }
    return text(
        filter,
        folder.isEmpty()
            ? new MatchAllDocsQuery()
            : new PrefixQuery(new Term(IndexFields.PATH, folder + "/")));
  }

  private static String format(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "jpg" -> "jpeg";
      case "tif" -> "tiff";
      default -> lower;
    };
  }

  /** Only "is" and "is not" make sense. */
  private static Query text(SearchFilter filter, Query equal) {
    return switch (filter.operator()) {
      case EQUAL -> equal;
      case NOT_EQUAL -> not(equal);
      default -> throw wrong(filter, "cannot be compared with " + filter.operator().sign());
    };
  }

  private static Query contains(String field, String value) {
    String escaped = value.toLowerCase(Locale.ROOT).replaceAll("[\\\\*?]", "\\\\$0");
    return new WildcardQuery(new Term(field, "*" + escaped + "*"));
  }

  private static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(new MatchAllDocsQuery(), BooleanClause.Occur.FILTER)
        .add(query, BooleanClause.Occur.MUST_NOT)
        .build();
  }

  private static Query whole(SearchFilter filter, String field) {
    Double number = Numbers.parse(filter.value());
    if (number == null || number != Math.rint(number) || Math.abs(number) > 1e15) {
      throw wrong(filter, "is compared with a whole number");
    }
    long value = number.longValue();
    String point = field + POINT;
    return switch (filter.operator()) {
      case EQUAL -> LongPoint.newExactQuery(point, value);
      case NOT_EQUAL -> not(LongPoint.newExactQuery(point, value));
      case LESS -> LongPoint.newRangeQuery(point, Long.MIN_VALUE, value - 1);
      case AT_MOST -> LongPoint.newRangeQuery(point, Long.MIN_VALUE, value);
      case MORE -> LongPoint.newRangeQuery(point, value + 1, Long.MAX_VALUE);
      case AT_LEAST -> LongPoint.newRangeQuery(point, value, Long.MAX_VALUE);
      case CONTAINS -> throw wrong(filter, "is a number and contains nothing");
    };
  }

  private static Query day(SearchFilter filter) {
    long start;
    try {
      start =
          LocalDate.parse(filter.value()).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      throw wrong(filter, "is compared with a day such as 2024-01-31");
    } catch (ArithmeticException e) {
      throw wrong(filter, "is compared with a day of this age of the world");
    }
    long end = start + DAY - 1;
    String point = IndexFields.MODIFIED + POINT;
    Query within = LongPoint.newRangeQuery(point, start, end);
    return switch (filter.operator()) {
      case EQUAL -> within;
      case NOT_EQUAL -> not(within);
      case LESS -> LongPoint.newRangeQuery(point, Long.MIN_VALUE, start - 1);
      case AT_MOST -> LongPoint.newRangeQuery(point, Long.MIN_VALUE, end);
      case MORE -> LongPoint.newRangeQuery(point, end + 1, Long.MAX_VALUE);
      case AT_LEAST -> LongPoint.newRangeQuery(point, start, Long.MAX_VALUE);
      case CONTAINS -> throw wrong(filter, "is a day and contains nothing");
    };
  }

  private static Query column(SearchFilter filter, IndexReader reader) {
    String lower = filter.field().toLowerCase(Locale.ROOT);
    String name =
        lower.startsWith(IndexFields.USER_TEXT)
            ? lower.substring(IndexFields.USER_TEXT.length())
            : lower;
    String field = IndexFields.USER_TEXT + name;
    if (FieldInfos.getMergedFieldInfos(reader).fieldInfo(field) == null) {
      throw wrong(filter, "is not known; there are " + String.join(", ", names(reader)));
    }
    return switch (filter.operator()) {
      case CONTAINS -> contains(field, filter.value());
      case EQUAL, NOT_EQUAL ->
          text(filter, new TermQuery(new Term(field, filter.value().toLowerCase(Locale.ROOT))));
      default -> number(filter, IndexFields.USER_NUMBER + name);
    };
  }

  private static Query number(SearchFilter filter, String field) {
    Double value = Numbers.parse(filter.value());
    if (value == null) {
      throw wrong(filter, "can be " + filter.operator().sign() + " a number only");
    }
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    switch (filter.operator()) {
      case LESS -> high = DoublePoint.nextDown(value);
      case AT_MOST -> high = value;
      case MORE -> low = DoublePoint.nextUp(value);
      default -> low = value;
    }
    return DoublePoint.newRangeQuery(field, low, high);
  }

  /** Everything that can be filtered by: the library's own names and the columns'. */
  static SortedSet<String> names(IndexReader reader) {
    SortedSet<String> names =
        new TreeSet<>(
            List.of("path", "folder", "format", "hash", "width", "height", "bytes", "modified"));
    for (FieldInfo info : FieldInfos.getMergedFieldInfos(reader)) {
      if (info.name.startsWith(IndexFields.USER_TEXT)) {
        String name = info.name.substring(IndexFields.USER_TEXT.length());
        names.add(names.contains(name) ? info.name : name);
      }
    }
    return names;
  }

  private static IllegalArgumentException wrong(SearchFilter filter, String what) {
    return new IllegalArgumentException(
        "filter '" + filter + "': the field '" + filter.field() + "' " + what);
  }
}
