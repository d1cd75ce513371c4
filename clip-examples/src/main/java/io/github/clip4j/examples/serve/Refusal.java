package io.github.clip4j.examples.serve;

/** Ends a request with a status and one sentence for the person who asked. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int TOO_LARGE = 413;
  static final int ADDRESS_TOO_LONG = 414;
  static final int MISDIRECTED = 421;

  private final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  static Refusal bad(String message) {
    return new Refusal(BAD_REQUEST, message);
  }

  static Refusal missing(String message) {
    return new Refusal(NOT_FOUND, message);
  }
}
