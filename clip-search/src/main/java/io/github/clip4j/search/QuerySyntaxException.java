package io.github.clip4j.search;

/**
 * A query or filter that is not of its grammar; the message shows where.
 *
 * @since 0.1.0
 */
public final class QuerySyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** See {@link #position()}. */
  private final int position;

  QuerySyntaxException(String query, int position, String what) {
    super(what + " at position " + (position + 1) + " of the query: " + marked(query, position));
    this.position = position;
  }

  /** {@return index into the query, from 0; its length if something is missing at the end} */
  public int position() {
    return position;
  }

  /** The query with a sign before the place. */
  private static String marked(String query, int position) {
    return query.substring(0, position) + "<here>" + query.substring(position);
  }
}
