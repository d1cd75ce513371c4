package io.github.clip4j.examples.cli;

import java.io.PrintWriter;
import java.util.function.DoubleConsumer;

/** Progress on standard error: a line that grows while somebody watches, silence in a script. */
final class ProgressLine implements DoubleConsumer {
  private final PrintWriter err;
  private final String what;
  private final boolean watched;
  private int shown = -1;

  ProgressLine(PrintWriter err, String what) {
    // Set by bin/clip; Java itself cannot tell whether standard error is a terminal.
    this(err, what, Boolean.getBoolean("clip4j.terminal"));
  }

  ProgressLine(PrintWriter err, String what, boolean watched) {
    this.err = err;
    this.what = what;
    this.watched = watched;
  }

  /** Shows the part that is done, in {@code [0, 1]}. */
  @Override
  public void accept(double done) {
    int percent = (int) Math.round(100 * Math.max(0, Math.min(1, done)));
    if (!watched || percent == shown) {
      return;
    }
    shown = percent;
    err.print("\r" + what + ": " + percent + " %" + (percent == 100 ? System.lineSeparator() : ""));
    err.flush();
  }
}
