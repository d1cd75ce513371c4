package io.github.clip4j.errors;

/**
 * A picture whose header announces more pixels than the limit allows, or a file or stream of more
 * bytes than the heap can take; nothing was decoded.
 *
 * @since 0.1.0
 */
public final class ImageTooLargeException extends ImageDecodeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception with code {@code IMG_TOO_LARGE}.
   *
   * @param message gives what was found, the limit and how to raise it
   */
  public ImageTooLargeException(String message) {
    super("IMG_TOO_LARGE", message, null);
  }
}
