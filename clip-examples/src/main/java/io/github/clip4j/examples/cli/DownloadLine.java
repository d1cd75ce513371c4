package io.github.clip4j.examples.cli;

import io.github.clip4j.hub.DownloadProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A download on standard error: a line that grows while somebody watches; in a script a line every
 * few seconds and one when a file is there.
 */
final class DownloadLine implements Consumer<DownloadProgress> {
  private static final int BAR = 24;
  private static final int WIDTH = 79;
  private static final long EVERY_NANOS = 5_000_000_000L;

  private final PrintWriter err;
  private final boolean watched;
  private final LongSupplier nanoTime;
  private long told;
  private int shown;

  DownloadLine(PrintWriter err) {
    // Set by bin/clip; Java itself cannot tell whether standard error is a terminal.
    this(err, Boolean.getBoolean("clip4j.terminal"), System::nanoTime);
  }

  DownloadLine(PrintWriter err, boolean watched, LongSupplier nanoTime) {
    this.err = err;
    this.watched = watched;
    this.nanoTime = nanoTime;
    told = nanoTime.getAsLong();
  }

  @Override
  public synchronized void accept(DownloadProgress progress) {
    if (watched) {
      String line = line(progress, WIDTH);
      err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      shown = progress.done() ? 0 : line.length();
      if (progress.done()) {
        err.println();
      }
    } else {
      long now = nanoTime.getAsLong();
      if (!progress.done() && now - told < EVERY_NANOS) {
        return;
      }
      told = now;
      err.println(line(progress, Integer.MAX_VALUE));
    }
    err.flush();
  }

  /** The file, a bar, size and rate; the front of a long file name is left out to fit. */
  static String line(DownloadProgress progress, int width) {
    String rate = megabytes(progress.bytesPerSecond()) + "/s";
    String bytes = megabytes((double) progress.bytes());
    if (progress.total() <= 0) {
      return fit(progress.file(), String.format(Locale.ROOT, " %s  %s", bytes, rate), width);
    }
    int full = (int) (BAR * Math.min(progress.bytes(), progress.total()) / progress.total());
    String bar = "#".repeat(full) + ".".repeat(BAR - full);
    String total = megabytes((double) progress.total());
    return fit(
        progress.file(),
        String.format(Locale.ROOT, " [%s] %s of %s  %s", bar, bytes, total, rate),
        width);
  }

  private static String fit(String file, String rest, int width) {
    int room = width - rest.length();
    return (file.length() <= room ? file : "…" + file.substring(file.length() - room + 1)) + rest;
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
