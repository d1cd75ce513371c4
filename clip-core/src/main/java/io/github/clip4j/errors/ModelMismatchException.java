package io.github.clip4j.errors;

/**
 * A readable checkpoint whose tensors do not fit the architecture that its configuration names.
 *
 * @since 0.1.0
 */
public final class ModelMismatchException extends ModelFormatException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception with code {@code MODEL_MISMATCH}.
   *
   * @param message lists the first ten missing, unexpected and mis-shaped tensors with their shapes
   */
  public ModelMismatchException(String message) {
    super("MODEL_MISMATCH", message);
  }
}
