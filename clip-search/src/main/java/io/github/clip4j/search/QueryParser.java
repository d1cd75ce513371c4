package io.github.clip4j.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query language.
 *
 * <pre>
 * query   = [sign] term { sign term }
 * sign    = "+" | "-"            at the start, or after a blank
 * term    = [weight] content
 * weight  = number (blank | "*") of digits with at most one point
 * content = words | quoted | "like:" (path | quoted)
 * words   = everything up to the next sign; blanks around it do not count
 * quoted  = '"' … '"'            with \" and \\ for the two
 * </pre>
 */
final class QueryParser {
  private static final Pattern WEIGHT =
      Pattern.compile("(\\d{1,30}(?:\\.\\d{0,30})?|\\.\\d{1,30})(?:\\s*\\*\\s*|\\s+)(?=\\S)");
  private static final String LIKE = "like:";

  private final String query;
  private int at;

  private QueryParser(String query) {
    this.query = query;
  }

  static List<QueryTerm> parse(String query) {
    return new QueryParser(query).terms();
  }

  private List<QueryTerm> terms() {
    List<QueryTerm> terms = new ArrayList<>();
    skipBlanks();
    if (at == query.length()) {
      throw error(at, "there is nothing to search for");
    }
    int sign = isSign(at) ? sign() : 1;
    while (true) {
      terms.add(term(sign));
      skipBlanks();
      if (at == query.length()) {
        return terms;
      }
      if (query.charAt(at) != '+' && query.charAt(at) != '-') {
        throw error(at, "a + or - is missing");
      }
      sign = sign();
    }
  }

  private int sign() {
    return query.charAt(at++) == '-' ? -1 : 1;
  }

  private QueryTerm term(int sign) {
    skipBlanks();
    int start = at;
    if (at == query.length() || (isSign(at) && isBlankOrEnd(at + 1))) {
      throw error(at, "a word is missing");
    }
    double weight = 1;
    Matcher matcher = WEIGHT.matcher(query).region(at, query.length());
    matcher.useTransparentBounds(true);
    if (matcher.lookingAt() && !isSign(matcher.end())) {
      weight = Double.parseDouble(matcher.group(1));
      if (weight == 0 || weight > QueryTerm.MAX_WEIGHT) {
        throw error(start, "a weight must be above 0 and at most " + (long) QueryTerm.MAX_WEIGHT);
      }
      at = matcher.end();
    }
    if (query.startsWith(LIKE, at)) {
      at += LIKE.length();
      int path = at;
      String text = content();
      if (text.isEmpty()) {
        throw error(path, "a path is missing");
      }
      return new QueryTerm.Like(sign * weight, text);
    }
    int content = at;
    String text = content();
    if (text.isBlank()) {
      throw error(content, "the quotes are empty");
    }
    return new QueryTerm.Text(sign * weight, text);
  }

  private String content() {
    return at < query.length() && query.charAt(at) == '"' ? quoted() : words();
  }

  private String words() {
    int start = at;
    while (at < query.length() && !(at > start && isSign(at))) {
      at++;
    }
    return query.substring(start, at).strip();
  }

  private String quoted() {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (at < query.length()) {
      char c = query.charAt(at++);
      if (c == '"') {
        return text.toString();
      }
      if (c == '\\'
          && at < query.length()
          && (query.charAt(at) == '"' || query.charAt(at) == '\\')) {
        c = query.charAt(at++);
      }
      text.append(c);
    }
    throw error(start, "the quote is not closed");
  }

  /** A sign stands at the start or after a blank; "black-and-white" has none. */
  private boolean isSign(int index) {
    if (index >= query.length()) {
      return false;
    }
    char c = query.charAt(index);
    return (c == '+' || c == '-')
        && (index == 0 || Character.isWhitespace(query.charAt(index - 1)));
  }

  private boolean isBlankOrEnd(int index) {
    return index >= query.length() || Character.isWhitespace(query.charAt(index));
  }

  private void skipBlanks() {
    while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
      at++;
    }
  }

  private QuerySyntaxException error(int position, String what) {
    return new QuerySyntaxException(query, position, what);
  }
}
