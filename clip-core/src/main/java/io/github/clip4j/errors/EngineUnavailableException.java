package io.github.clip4j.errors;

import org.jspecify.annotations.Nullable;

/**
 * The PyTorch engine could not be started on this machine; the message names one remedy.
 *
 * @since 0.1.0
 */
public final class EngineUnavailableException extends ClipException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception with code {@code ENGINE_UNAVAILABLE}.
   *
   * @param message says what failed, on which platform, and one remedy
   * @param cause the engine's own failure, or null
   */
  public EngineUnavailableException(String message, @Nullable Throwable cause) {
    super("ENGINE_UNAVAILABLE", message, cause);
  }
}
