package io.github.clip4j.search;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on what is known of a picture, such as {@code width >= 640}, {@code format = png},
 * {@code folder = holiday/2024}, {@code modified >= 2024-01-31} or, of a metadata file's column,
 * {@code artist ~ monet}.
 *
 * <table>
 * <caption>What can be compared how</caption>
 * <tr><th>field</th><th>operators</th><th>meaning</th></tr>
 * <tr><td>{@code path}</td><td>{@code = != ~}</td><td>the whole path; {@code ~}: contains, in any
 * case</td></tr>
 * <tr><td>{@code folder}</td><td>{@code = !=}</td><td>in the folder or below it</td></tr>
 * <tr><td>{@code format}</td><td>{@code = !=}</td><td>{@code jpeg}, {@code png}, …</td></tr>
 * <tr><td>{@code hash}</td><td>{@code = !=}</td><td>SHA-256 of the file</td></tr>
 * <tr><td>{@code width}, {@code height}, {@code bytes}</td><td>{@code = != < <= > >=}</td>
 * <td>numbers</td></tr>
 * <tr><td>{@code modified}</td><td>{@code = != < <= > >=}</td><td>a day, {@code 2024-01-31}, in
 * UTC</td></tr>
 * <tr><td>any other: a column</td><td>{@code = != ~ < <= > >=}</td><td>{@code =}, {@code ~}: text
 * in any case; the others: numbers</td></tr>
 * </table>
 *
 * <p>A column that is called like one of the above is {@code user.NAME}. Immutable.
 *
 * @param field the name, in any case
 * @param operator how it is compared
 * @param value with what
 * @since 0.1.0
 */
public record SearchFilter(String field, Operator operator, String value) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([^<>=!~]*?)\\s*(>=|<=|!=|=|>|<|~)\\s*(.*?)\\s*", Pattern.DOTALL);

  /** How a field and a value are compared. */
  public enum Operator {
    /** The same. */
    EQUAL("="),
    /** Not the same, or not there. */
    NOT_EQUAL("!="),
    /** Contains the text, in any case. */
    CONTAINS("~"),
    /** Less. */
    LESS("<"),
    /** Less or the same. */
    AT_MOST("<="),
    /** More. */
    MORE(">"),
    /** More or the same. */
    AT_LEAST(">=");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /** {@return the operator as it is written} */
    public String sign() {
      return sign;
    }

    private static Operator of(String sign) {
      for (Operator operator : values()) {
        if (operator.sign.equals(sign)) {
          return operator;
        }
      }
      throw new IllegalArgumentException("no operator: " + sign);
    }
  }

  /**
   * Checks for null and blank.
   *
   * @param field the name, in any case
   * @param operator how it is compared
   * @param value with what
   */
  public SearchFilter {
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(value, "value");
    if (Objects.requireNonNull(field, "field").isBlank()) {
      throw new IllegalArgumentException("a filter needs the name of a field");
    }
  }

  /**
   * Reads a filter: a name, an operator and a value, blanks between them or not. Whether the index
   * knows the field is seen when it is searched.
   *
   * @param text such as {@code year >= 1900}
   * @return the filter
   * @throws QuerySyntaxException if the text is not of this form
   */
  public static SearchFilter parse(String text) {
    Matcher matcher = FORM.matcher(Objects.requireNonNull(text, "text"));
    if (!matcher.matches()) {
      throw new QuerySyntaxException(
          text, text.length(), "an operator (= != ~ < <= > >=) is missing in the filter");
    }
    if (matcher.group(1).isEmpty()) {
      throw new QuerySyntaxException(text, 0, "the name of a field is missing in the filter");
    }
    return new SearchFilter(matcher.group(1), Operator.of(matcher.group(2)), matcher.group(3));
  }

  @Override
  public String toString() {
    return field + " " + operator.sign() + " " + value;
  }
}
