package io.github.clip4j.examples.cli;

import io.github.clip4j.hub.DownloadProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A download on standard error: a line that grows while somebody watches, one line a file in a
 * script.
 */
final class DownloadLine implements Consumer<DownloadProgress> {
  private static final int BAR = 24;

  private final PrintWriter err;
  private final boolean watched;

  DownloadLine(PrintWriter err) {
    // Set by bin/clip; Java itself cannot tell whether standard error is a terminal.
    this(err, Boolean.getBoolean("clip4j.terminal"));
  }

  DownloadLine(PrintWriter err, boolean watched) {
    this.err = err;
    this.watched = watched;
  }

  @Override
  public void accept(DownloadProgress progress) {
    if (!watched && !progress.done()) {
      return;
    }
    err.print((watched ? "\r" : "") + line(progress));
    if (progress.done()) {
      err.println();
    }
    err.flush();
  }

  static String line(DownloadProgress progress) {
    String rate = megabytes(progress.bytesPerSecond()) + "/s";
    if (progress.total() <= 0) {
      return "%s  %s  %s".formatted(progress.file(), megabytes((double) progress.bytes()), rate);
    }
    int full = (int) (BAR * progress.bytes() / progress.total());
    return "%s [%s%s] %s of %s  %s"
        .formatted(
            progress.file(),
            "#".repeat(full),
            ".".repeat(BAR - full),
            megabytes((double) progress.bytes()),
            megabytes((double) progress.total()),
            rate);
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
