package io.github.clip4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads from which networks run, the same ones for all models of this process.
 *
 * <p>libtorch computes a product with the threads of an OpenMP runtime, which keeps a team of its
 * own for every thread that ever called it. As soon as all teams together have more threads than
 * there are processors, none of them stays awake between two products any more, and waking one for
 * each of some hundred products a call takes longer than the products: with two callers on two
 * processors a call was seen to take three times as long. Hence one thread calls libtorch, whoever
 * asks, and models are loaded in a thread that ends with the loading and takes its team along.
 */
final class NetworkThreads {
  /** Idle threads end after this time, so that nothing of a class loader outlives its use. */
  private static final long IDLE_SECONDS = 60;

  private static final Map<String, List<ThreadPoolExecutor>> LANES = new HashMap<>();

  private NetworkThreads() {}

  /**
   * Threads that run one task at a time each, in the order of their coming.
   *
   * @param device where the tasks run: each has threads of its own
   * @param count how many
   */
  static List<Executor> lanes(String device, int count) {
    synchronized (LANES) {
      List<ThreadPoolExecutor> lanes = LANES.computeIfAbsent(device, key -> new ArrayList<>());
      while (lanes.size() < count) {
        lanes.add(lane("clip4j-network-" + device + "-" + lanes.size()));
      }
      return List.copyOf(lanes.subList(0, count));
    }
  }

  private static ThreadPoolExecutor lane(String name) {
    ThreadPoolExecutor lane =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> thread(task, name));
    lane.allowCoreThreadTimeOut(true);
    return lane;
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(NetworkThreads.class.getClassLoader());
    return thread;
  }

  /** Runs something in every thread of {@link #lanes} that there is so far, and waits for it. */
  static void inEachLane(Runnable task) {
    List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
    synchronized (LANES) {
      for (List<ThreadPoolExecutor> lanes : LANES.values()) {
        for (ThreadPoolExecutor lane : lanes) {
          FutureTask<@Nullable Void> once = new FutureTask<>(task, null);
          tasks.add(once);
          lane.execute(once);
        }
      }
    }
    boolean interrupted = false;
    for (FutureTask<@Nullable Void> once : tasks) {
      interrupted |= await(once);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Work with libtorch that is not a call of a network, such as loading one. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Runs work in a thread that ends with it, and waits for it; what it throws passes through. */
  static <T> T aside(Work<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work::run);
    thread(task, "clip4j-load").start();
    if (await(task)) {
      Thread.currentThread().interrupt();
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("a task that is done does not wait", e);
    }
  }

  /** Waits to the end; true if this thread was interrupted meanwhile. */
  private static boolean await(FutureTask<?> task) {
    boolean interrupted = false;
    while (true) {
      try {
        task.get();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        return interrupted; // whoever needs the result asks for it
      }
    }
  }
}
