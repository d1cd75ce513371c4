package io.github.clip4j.examples.lesson3b;

import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.museum.Outcome;
import io.github.clip4j.examples.museum.Outcome.Status;
import io.github.clip4j.examples.museum.PictureDownloader;

/** Says how far the fetching is: each failure, and a line every few seconds while it takes time. */
final class FetchProgress implements PictureDownloader.Listener {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final LessonRun run;
  private final long start = System.nanoTime();
  private long told = start;

  FetchProgress(LessonRun run) {
    this.run = run;
  }

  @Override
  public void pictureDone(Outcome outcome, int done, int total, long bytes) {
    if (outcome.status() == Status.FAILED) {
      run.say("failed: " + outcome.artwork().title() + ": " + outcome.problem());
    }
    long now = System.nanoTime();
    if (now - told >= EVERY_NANOS && done < total) {
      told = now;
      double seconds = (now - start) / 1e9;
      run.sayf(
          "%d of %d, %.1f MB, %.1f a second, about %.0f s left",
          done, total, bytes / 1e6, done / seconds, (total - done) * seconds / done);
      run.out().flush();
    }
  }
}
