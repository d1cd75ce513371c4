package io.github.clip4j.errors;

/**
 * A picture of a format, or a variant of one, that has no decoder here.
 *
 * @since 0.1.0
 */
public final class UnsupportedImageException extends ImageDecodeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception with code {@code IMG_UNSUPPORTED}.
   *
   * @param message names what the bytes look like and what is supported
   */
  public UnsupportedImageException(String message) {
    super("IMG_UNSUPPORTED", message, null);
  }
}
