package io.github.clip4j.errors;

import org.jspecify.annotations.Nullable;

/**
 * A model file that could not be fetched from a hub: network, disk, protocol, or a file that the
 * repository lacks. The message never holds a token or the query of a signed address.
 *
 * @since 0.1.0
 */
public class HubException extends ClipException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param code stable code, such as {@code HUB_NETWORK} or {@code HUB_DISK_FULL}
   * @param message names the repository, the file, what happened and what to do
   * @param cause what led to it, or null
   */
  public HubException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
