package io.github.clip4j.tokenizer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A vocabulary file that cannot be used. The message names the file, the line, what was found and
 * what was expected.
 *
 * @since 0.1.0
 */
public final class VocabularyException extends IOException {
  private static final long serialVersionUID = 1L;

  /** See {@link #file()}. */
  private final String file;

  /** See {@link #line()}. */
  private final int line;

  VocabularyException(Path file, int line, String message) {
    super(file + (line > 0 ? ", line " + line : "") + ": " + message);
    this.file = Objects.requireNonNull(file, "file").toString();
    this.line = line;
  }

  /** {@return the stable code {@code VOCABULARY_MALFORMED}} */
  public String code() {
    return "VOCABULARY_MALFORMED";
  }

  /** {@return the file} */
  public String file() {
    return file;
  }

  /** {@return the line, counted from 1; 0 where the file as a whole is meant} */
  public int line() {
    return line;
  }
}
