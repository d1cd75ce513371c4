package io.github.clip4j.examples.course;

import org.opentest4j.TestAbortedException;

/**
 * Marks what is for the reader to write. A test that meets it is skipped, with the task as the
 * reason; once every {@code todo} of a test is replaced, the test counts.
 */
public final class Exercise {
  private Exercise() {}

  /** Stands where something is to be written. */
  public static <T> T todo(String task) {
    throw new TestAbortedException("exercise to do: " + task);
  }
}
