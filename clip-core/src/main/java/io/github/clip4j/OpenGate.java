package io.github.clip4j;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets calls in while a model is open, any number at once; the end waits until all of them are out.
 * Thread-safe.
 */
final class OpenGate {
  private final ReentrantReadWriteLock calls = new ReentrantReadWriteLock();
  private volatile boolean shut;
  private boolean ended; // guarded by the write lock

  /** Work of a call; what it throws passes through. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Runs a call.
   *
   * @throws IllegalStateException if the gate is shut
   */
  <T, E extends Exception> T through(Work<T, E> work) throws E {
    calls.readLock().lock();
    try {
      requireOpen();
      return work.run();
    } finally {
      calls.readLock().unlock();
    }
  }

  void requireOpen() {
    if (shut) {
      throw CallQueue.closedFailure();
    }
  }

  /**
   * Lets nobody in any more; whoever is in goes on.
   *
   * @throws IllegalStateException if this thread is in: the end would wait for itself
   */
  void shut() {
    if (calls.getReadHoldCount() > 0) {
      throw new IllegalStateException("a model cannot be closed from within one of its calls");
    }
    shut = true;
  }

  /** Waits until everybody is out and frees what they used; a second time does nothing. */
  void end(Runnable free) {
    calls.writeLock().lock();
    try {
      if (!ended) {
        ended = true;
        free.run();
      }
    } finally {
      calls.writeLock().unlock();
    }
  }
}
