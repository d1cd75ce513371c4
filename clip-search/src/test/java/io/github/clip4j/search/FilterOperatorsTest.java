package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each field with each operator: how many of eight pictures pass, or why nothing is compared. */
class FilterOperatorsTest {
  @TempDir static Path temp;

  private static ImageIndex index;

  @BeforeAll
  static void make_an_index() throws IOException {
    Path folder = Pictures.eight(temp.resolve("pictures"));
    Files.setLastModifiedTime(
        folder.resolve("animals/dog.png"), FileTime.from(Instant.parse("2020-05-05T12:00:00Z")));
    Path table =
        Files.writeString(
            temp.resolve("about.csv"),
            """
            path,title,year,Artist
            animals/dog.png,"Dog, face",2012,Ann
            animals/cat.png,Cat*,2013,Bob
            food/pizza.png,Pizza,2020,Ann
            """);
    Pictures.indexer(folder, temp.resolve("index")).metadata(table).build().run();
    index = ImageIndex.open(temp.resolve("index"));
  }

  @AfterAll
  static void close() throws IOException {
    index.close();
  }

  private static int passing(String filter) throws IOException {
    SearchQuery query = SearchQuery.parse("like:car.png").withTop(8);
    return ImageSearcher.withoutModel(index)
        .search(query.with(SearchFilter.parse(filter)))
        .hits()
        .size();
  }

  @ParameterizedTest
  @CsvSource({
    "modified = 2020-05-05, 1",
    "modified != 2020-05-05, 7",
    "modified < 2020-05-05, 0",
    "modified < 2020-05-06, 1",
    "modified <= 2020-05-05, 1",
    "modified <= 2020-05-04, 0",
    "modified > 2020-05-05, 7",
    "modified > 2020-05-04, 8",
    "modified >= 2020-05-05, 8",
    "modified >= 2020-05-06, 7",
    "year = 2012, 1",
    "year != 2012, 7",
    "year ~ 201, 2",
    "year < 2013, 1",
    "year <= 2013, 2",
    "year > 2013, 1",
    "year >= 2013, 2",
    "user.year >= 2013, 2",
    "ARTIST = ANN, 2",
    "title ~ *, 1",
    "title ~ ?, 0",
    "path = car.png, 1",
    "path != car.png, 7",
    "path ~ AR, 2",
    "folder = animals/, 4",
    "folder != animals, 4",
    "folder = /, 8",
    "format = PNG, 8",
    "format != png, 0",
    "format = tif, 0",
  })
  void pictures_that_pass(String filter, int count) throws IOException {
    assertThat(passing(filter)).isEqualTo(count);
  }

  @Test
  void sizes_are_compared_as_numbers_are() throws IOException {
    IndexEntry dog = index.entry("animals/dog.png").orElseThrow();
    long own = dog.bytes();
    assertSizes("bytes = " + own, size -> size == own);
    assertSizes("bytes != " + own, size -> size != own);
    assertSizes("bytes < " + own, size -> size < own);
    assertSizes("bytes <= " + own, size -> size <= own);
    assertSizes("bytes > " + own, size -> size > own);
    assertSizes("bytes >= " + own, size -> size >= own);
    assertThat(passing("hash = " + dog.hash().toUpperCase(Locale.ROOT))).isEqualTo(1);
    assertThat(passing("height = " + dog.height())).isPositive();
  }

  private static void assertSizes(String filter, LongPredicate expected) throws IOException {
    try (Stream<IndexEntry> entries = index.entries()) {
      long count = entries.mapToLong(IndexEntry::bytes).filter(expected).count();
      assertThat(passing(filter)).as(filter).isEqualTo((int) count);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "width ~ 3, is a number and contains nothing",
    "width = wide, is compared with a whole number",
    "width = 1.5, is compared with a whole number",
    "bytes > 1e16, is compared with a whole number",
    "modified ~ 2020-05-05, is a day and contains nothing",
    "modified = yesterday, is compared with a day such as 2024-01-31",
    "modified < +999999999-12-31, a day of this age of the world",
    "path > a, cannot be compared with >",
    "folder ~ a, cannot be compared with ~",
    "format < png, cannot be compared with <",
    "hash >= 0, cannot be compared with >=",
    "year > many, can be > a number only",
  })
  void comparisons_that_make_no_sense_are_refused_with_the_field(String filter, String reason) {
    assertThatThrownBy(() -> passing(filter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the field '" + filter.substring(0, filter.indexOf(' ')) + "'")
        .hasMessageContaining(reason);
  }

  @Test
  void a_query_has_a_term_and_numbers_in_their_ranges() {
    SearchQuery query = SearchQuery.text("dog");
    assertThatThrownBy(() -> SearchQuery.of(List.of())).hasMessageContaining("at least one term");
    assertThatThrownBy(() -> query.withTop(0)).hasMessage("top must be in [1, 10000], is 0");
    assertThatThrownBy(() -> query.withTop(10_001)).hasMessageContaining("10001");
    assertThatThrownBy(() -> query.withOffset(-1)).hasMessageContaining("offset");
    assertThatThrownBy(() -> query.withOffset(1_000_001)).hasMessageContaining("offset");
    assertThatThrownBy(() -> query.withMinScore(Double.NaN)).hasMessageContaining("minScore");
    assertThatThrownBy(() -> query.withMinScore(1.1)).hasMessageContaining("minScore");
    assertThatThrownBy(() -> query.withCandidates(-1)).hasMessageContaining("candidates");
    assertThatThrownBy(() -> query.withCandidates(10_001)).hasMessageContaining("candidates");
    assertThatThrownBy(() -> new QueryTerm.Text(0, "dog")).hasMessageContaining("not be zero");
    assertThatThrownBy(() -> new QueryTerm.Text(Double.NaN, "dog")).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new QueryTerm.Like(-1_000_001, "a")).hasMessageContaining("1000000");
    assertThatThrownBy(() -> new QueryTerm.Text(1, " ")).hasMessageContaining("blank");
    assertThat(query.withTop(10_000).withOffset(1_000_000).withMinScore(-1).withCandidates(10_000))
        .extracting(SearchQuery::top, SearchQuery::offset, SearchQuery::candidates)
        .containsExactly(10_000, 1_000_000, 10_000);
  }
}
