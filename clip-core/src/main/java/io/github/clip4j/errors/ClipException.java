package io.github.clip4j.errors;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file, picture, model or engine that cannot be used. The message says what was found, what was
 * expected and what to do; {@link #code()} is stable across releases.
 *
 * @since 0.1.0
 */
public abstract class ClipException extends IOException {
  private static final long serialVersionUID = 1L;

  /** See {@link #code()}. */
  private final String code;

  /**
   * Creates the exception.
   *
   * @param code stable, upper case with underscores, such as {@code ST_HEADER_TOO_SMALL}
   * @param message for people, complete in itself
   * @param cause what led to it, or null
   */
  protected ClipException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** {@return the stable code, such as {@code ST_HEADER_TOO_SMALL}} */
  public final String code() {
    return code;
  }
}
