package io.github.clip4j.errors;

/**
 * An answer of the hub that is not the file: refused, not found, too busy, or cut off.
 *
 * @since 0.1.0
 */
public final class HubHttpException extends HubException {
  private static final long serialVersionUID = 1L;

  /** See {@link #status()}. */
  private final int status;

  /**
   * Creates the exception with code {@code HUB_HTTP}.
   *
   * @param status the HTTP status of the last answer
   * @param message names the address without its query, the status and what to do
   */
  public HubHttpException(int status, String message) {
    super("HUB_HTTP", message, null);
    this.status = status;
  }

  /** {@return the HTTP status of the last answer, such as 404} */
  public int status() {
    return status;
  }
}
