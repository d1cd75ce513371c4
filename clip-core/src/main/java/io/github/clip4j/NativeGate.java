package io.github.clip4j;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets no thread be inside libtorch while the process ends. When a Java process is terminated, the
 * exit handlers of native libraries take their memory away under whatever thread still computes,
 * and the process crashes. So while any archive is loaded a shutdown hook is registered: new calls
 * are turned away and those that run are waited for, {@value #MOST_SECONDS} seconds at most.
 *
 * <p>The hook holds no model. It goes when the last archive is closed, so that a server's class
 * loader can go too.
 */
final class NativeGate {
  /** For how long running calls may hold up the end of the process. */
  static final int MOST_SECONDS = 10;

  private static final Object LOCK = new Object();

  private static int archives; // guarded by LOCK
  private static int running; // guarded by LOCK
  private static boolean ending; // guarded by LOCK
  private static @Nullable Thread hook; // guarded by LOCK

  private NativeGate() {}

  /** An archive is to be loaded: from here to {@link #unregister} the gate is watched. */
  static void register() {
    synchronized (LOCK) {
      requireRunning();
      if (hook == null) {
        Thread thread = new Thread(null, NativeGate::shut, "clip-end", 0, false);
        thread.setContextClassLoader(null);
        try {
          Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) {
          ending = true; // too late for a hook: the process ends already
          throw endingFailure();
        }
        hook = thread;
      }
      archives++;
    }
  }

  /** An archive is closed, or was not loaded after all. */
  static void unregister() {
    synchronized (LOCK) {
      archives--;
      if (archives > 0 || hook == null) {
        return;
      }
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
        hook = null;
      } catch (IllegalStateException e) {
        // The process ends: the hook runs, or is about to.
      }
    }
  }

  /**
   * A native call begins; {@link #leave} must follow.
   *
   * @throws CancellationException if the process is ending
   */
  static void enter() {
    synchronized (LOCK) {
      requireRunning();
      running++;
    }
  }

  /** The same without an exception: whether the call may begin. */
  static boolean tryEnter() {
    synchronized (LOCK) {
      if (!ending) {
        running++;
      }
      return !ending;
    }
  }

  /** A native call has returned. */
  static void leave() {
    synchronized (LOCK) {
      running--;
      if (running == 0) {
        LOCK.notifyAll();
      }
    }
  }

  private static void shut() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    synchronized (LOCK) {
      ending = true;
      try {
        for (long left = end - System.nanoTime();
            running > 0 && left > 0;
            left = end - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(LOCK, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // nobody waits for this thread but the end itself
      }
    }
  }

  private static void requireRunning() {
    if (ending) {
      throw endingFailure();
    }
  }

  private static CancellationException endingFailure() {
    return new CancellationException("the process is ending, no call may begin");
  }
}
