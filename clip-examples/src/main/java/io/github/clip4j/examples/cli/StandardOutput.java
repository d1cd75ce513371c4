package io.github.clip4j.examples.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where results go. A {@link PrintWriter} keeps silent about a full disk, and a command would end
 * as if all were written; and it would work on for hours for a reader that has long gone. This one
 * ends the command.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream sink;

  StandardOutput(OutputStream sink) {
    this.sink = sink;
  }

  /** UTF-8, whatever the console's charset: JSON is. */
  PrintWriter writer() {
    return new PrintWriter(this, false, StandardCharsets.UTF_8);
  }

  /**
   * Nothing more can be written. No exception: the writer would swallow an {@link IOException}, and
   * a command might take a {@link RuntimeException} for the fault of a picture.
   */
  static final class Gone extends Error {
    private static final long serialVersionUID = 1L;

    Gone(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }

    /** Whether the reader left, as {@code head} does when it has enough: no fault of anybody. */
    boolean byReader() {
      return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      sink.write(bytes, offset, length);
    } catch (IOException e) {
      throw new Gone(e);
    }
  }

  @Override
  public void flush() {
    try {
      sink.flush();
    } catch (IOException e) {
      throw new Gone(e);
    }
  }
}
