package io.github.clip4j.errors;

import org.jspecify.annotations.Nullable;

/**
 * A picture that cannot be decoded; the message names the source, the format and the reason.
 *
 * @since 0.1.0
 */
public class ImageDecodeException extends ClipException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param code stable code, such as {@code IMG_TRUNCATED}
   * @param message names the source, the format found and the reason
   * @param cause what led to it, or null
   */
  public ImageDecodeException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
