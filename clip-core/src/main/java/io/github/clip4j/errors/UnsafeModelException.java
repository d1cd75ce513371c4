package io.github.clip4j.errors;

/**
 * A model file that asks to run code: a pickle that calls something outside the allow-list, or a
 * TorchScript archive given without trust. Nothing of it was run.
 *
 * @since 0.1.0
 */
public final class UnsafeModelException extends ModelFormatException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param code stable code, such as {@code PK_GLOBAL} or {@code TS_NOT_TRUSTED}
   * @param message names the file, what it asked for and where
   */
  public UnsafeModelException(String code, String message) {
    super(code, message);
  }
}
