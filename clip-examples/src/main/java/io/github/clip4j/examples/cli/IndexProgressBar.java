package io.github.clip4j.examples.cli;

import io.github.clip4j.search.IndexProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Progress of an indexing run on standard error: a bar with rate and time left while somebody
 * watches, in a script a plain line now and then.
 */
final class IndexProgressBar implements Consumer<IndexProgress>, AutoCloseable {
  private static final int WIDTH = 100;
  private static final Duration LINE_EVERY = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final boolean watched;
  private @Nullable ProgressBar bar;
  private Duration lastLine = Duration.ZERO;

  IndexProgressBar(PrintWriter err) {
    // Set by bin/clip; Java itself cannot tell whether standard error is a terminal.
    this(err, Boolean.getBoolean("clip4j.terminal"));
  }

  IndexProgressBar(PrintWriter err, boolean watched) {
    this.err = err;
    this.watched = watched;
  }

  @Override
  public void accept(IndexProgress progress) {
    if (progress.phase() != IndexProgress.Phase.ENCODE) {
      close();
      return;
    }
    if (progress.total() == 0) {
      return;
    }
    if (watched) {
      show(progress);
    } else if (progress.elapsed().minus(lastLine).compareTo(LINE_EVERY) >= 0) {
      lastLine = progress.elapsed();
      err.println(line(progress));
    }
  }

  private void show(IndexProgress progress) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("indexing")
              .setInitialMax(progress.total())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(250)
              .setUnit(" pictures", 1)
              .showSpeed()
              .setMaxRenderedLength(WIDTH)
              .setConsumer(new DelegatingProgressBarConsumer(this::print, WIDTH))
              .build();
    }
    bar.maxHint(progress.total());
    bar.stepTo(progress.done());
  }

  private void print(String line) {
    err.print("\r" + line);
    err.flush();
  }

  static String line(IndexProgress progress) {
    return String.format(
        Locale.ROOT,
        "indexing: %d of %d pictures, %.1f a second, %s left%s",
        progress.done(),
        progress.total(),
        progress.rate(),
        span(progress.remaining()),
        progress.failed() == 0 ? "" : ", " + progress.failed() + " unreadable");
  }

  /** As 2:05 or 1:02:05. */
  static String span(Duration time) {
    long seconds = time.toSeconds();
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Ends the bar's line. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      err.println();
    }
  }
}
