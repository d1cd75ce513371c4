package io.github.clip4j.errors;

import org.jspecify.annotations.Nullable;

/**
 * A checkpoint or configuration file that is broken, ambiguous or of an unsupported kind.
 *
 * @since 0.1.0
 */
public class ModelFormatException extends ClipException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param code stable code, such as {@code ST_SIZE_MISMATCH}
   * @param message names the file, the tensor or offset, what was found and what was expected
   */
  public ModelFormatException(String code, String message) {
    this(code, message, null);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param code stable code
   * @param message names the file, the tensor or offset, what was found and what was expected
   * @param cause what led to it, or null
   */
  public ModelFormatException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
