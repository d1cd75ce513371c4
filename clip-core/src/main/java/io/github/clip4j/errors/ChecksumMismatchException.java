package io.github.clip4j.errors;

/**
 * Bytes whose hash or length differs from what the hub announced; they were thrown away.
 *
 * @since 0.1.0
 */
public final class ChecksumMismatchException extends HubException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception with code {@code HUB_CHECKSUM}.
   *
   * @param message names the file, the expected and the actual hash or length
   */
  public ChecksumMismatchException(String message) {
    super("HUB_CHECKSUM", message, null);
  }
}
