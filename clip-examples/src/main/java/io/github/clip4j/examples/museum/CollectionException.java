package io.github.clip4j.examples.museum;

import io.github.clip4j.errors.ClipException;
import org.jspecify.annotations.Nullable;

/** A list of a collection that cannot be used; the message names the file and what is wrong. */
public final class CollectionException extends ClipException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param code stable, such as {@code MUSEUM_NO_PICTURES}
   * @param message names the file, what was found and what to do
   * @param cause what led to it, or null
   */
  public CollectionException(String code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }
}
