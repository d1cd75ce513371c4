package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.search.QueryTerm.Like;
import io.github.clip4j.search.QueryTerm.Text;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The query language by examples. */
class QueryParserTest {
  private static List<QueryTerm> parse(String query) {
    return SearchQuery.parse(query).terms();
  }

  @Test
  void words_alone_are_one_text() {
    assertThat(parse("a dog on the beach")).containsExactly(new Text(1, "a dog on the beach"));
  }

  @Test
  void plus_and_minus_join_terms_and_a_number_is_a_weight() {
    assertThat(parse("2 dog + beach - people"))
        .containsExactly(new Text(2, "dog"), new Text(1, "beach"), new Text(-1, "people"));
    assertThat(parse("-people +0.5*beach + .25 * red car"))
        .containsExactly(new Text(-1, "people"), new Text(0.5, "beach"), new Text(0.25, "red car"));
  }

  @Test
  void a_sign_needs_a_blank_before_it() {
    assertThat(parse("black-and-white t-shirt + c++"))
        .containsExactly(new Text(1, "black-and-white t-shirt"), new Text(1, "c++"));
  }

  @Test
  void quotes_keep_a_text_as_it_is() {
    assertThat(parse("\"2 dogs - no cats\" - \"a \\\"sign\\\" \\\\ here\""))
        .containsExactly(new Text(1, "2 dogs - no cats"), new Text(-1, "a \"sign\" \\ here"));
    assertThat(parse("a sign that says \"stop\""))
        .containsExactly(new Text(1, "a sign that says \"stop\""));
  }

  @Test
  void like_is_a_picture_of_the_index() {
    assertThat(parse("like:a/b.png + 0.5 like:\"my dog - 1.png\" - cat"))
        .containsExactly(
            new Like(1, "a/b.png"), new Like(0.5, "my dog - 1.png"), new Text(-1, "cat"));
  }

  @Test
  void a_number_with_nothing_behind_it_is_a_word() {
    assertThat(parse("2 + 7 dwarfs")).containsExactly(new Text(1, "2"), new Text(7, "dwarfs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'' | 0 | nothing to search for",
        "'   ' | 3 | nothing to search for",
        "dog + | 5 | a word is missing",
        "dog - - cat | 6 | a word is missing",
        "'\"dog' | 0 | not closed",
        "'\"dog\" cat' | 6 | + or - is missing",
        "'\"\"' | 0 | quotes are empty",
        "0 dog | 0 | a weight must be above 0",
        "dog + 1000001 cat | 6 | a weight must be above 0",
        "like: | 5 | a path is missing",
      })
  void what_is_not_of_the_grammar_is_refused_with_its_position(
      String query, int position, String message) {
    assertThatThrownBy(() -> parse(query))
        .isInstanceOfSatisfying(
            QuerySyntaxException.class, e -> assertThat(e.position()).isEqualTo(position))
        .hasMessageContaining(message)
        .hasMessageContaining("at position " + (position + 1));
  }

  @Test
  void filters_have_a_name_an_operator_and_a_value() {
    assertThat(SearchFilter.parse("width>=640"))
        .isEqualTo(new SearchFilter("width", SearchFilter.Operator.AT_LEAST, "640"));
    assertThat(SearchFilter.parse(" object type ~ a = b "))
        .isEqualTo(new SearchFilter("object type", SearchFilter.Operator.CONTAINS, "a = b"));
    assertThatThrownBy(() -> SearchFilter.parse("width"))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("operator");
    assertThatThrownBy(() -> SearchFilter.parse("=5"))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("name of a field");
  }
}
