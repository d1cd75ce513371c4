package io.github.clip4j.examples.museum;

import io.github.clip4j.examples.museum.Waits.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** One request at a time to a host, and a pause between two. */
final class HostGate {
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Duration delay;
  private final Sleeper sleeper;
  private long lastEnd; // guarded by lock
  private boolean asked; // guarded by lock

  HostGate(Duration delay, Sleeper sleeper) {
    this.delay = delay;
    this.sleeper = sleeper;
  }

  /** A request, or more than that. */
  interface Request<T> {
    T send() throws IOException, InterruptedException;
  }

  <T> T pass(Request<T> request) throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      if (asked) {
        Duration left = delay.minusNanos(System.nanoTime() - lastEnd);
        if (!left.isNegative() && !left.isZero()) {
          sleeper.sleep(left);
        }
      }
      asked = true;
      return request.send();
    } finally {
      lastEnd = System.nanoTime();
      lock.unlock();
    }
  }
}
