package io.github.clip4j.errors;

/**
 * A file that is not in the cache while the network is forbidden; no connection was opened.
 *
 * @since 0.1.0
 */
public final class OfflineException extends HubException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception with code {@code HUB_OFFLINE}.
   *
   * @param message names repository, revision, file, the cache looked in, and what forbids
   */
  public OfflineException(String message) {
    super("HUB_OFFLINE", message, null);
  }
}
