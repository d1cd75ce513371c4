package io.github.clip4j.search;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as people write them in a query or a table: digits, one point, an exponent. */
final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");

  private Numbers() {}

  /** The finite number that the text is, or null. */
  static @Nullable Double parse(String text) {
    String trimmed = text.strip();
    if (!NUMBER.matcher(trimmed).matches()) {
      return null;
    }
    double value = Double.parseDouble(trimmed);
    return Double.isFinite(value) ? value : null;
  }
}
