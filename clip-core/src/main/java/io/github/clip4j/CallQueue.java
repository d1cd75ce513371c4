package io.github.clip4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls of many threads through the network, one batch at a time. A thread that finds the
 * network idle runs at once, in its own thread; inputs that arrive meanwhile wait, and whoever runs
 * next takes as many like ones along as fit a batch. So a lone caller waits for nobody, and many
 * callers share batches. There are no threads of its own, and no more inputs than callers.
 *
 * <p>Thread-safe.
 *
 * @param <I> an input, such as the tensor of a picture
 */
final class CallQueue<I> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Call<I>> waiting = new ArrayDeque<>(); // guarded by lock
  private final int limit;
  private int running; // guarded by lock
  private boolean closed; // guarded by lock

  /**
   * Creates a queue.
   *
   * @param limit how many batches may go through at the same time, at least 1
   */
  CallQueue(int limit) {
    this.limit = limit;
  }

  /** A way through the network, which gathers inputs of its own kind only. */
  interface Network<I> {
    /** One vector for each input, in order. */
    float[][] run(List<I> inputs);

    /** How many inputs may go together; 1 for none. */
    int most();

    /** Whether two inputs may go together without much padding. */
    boolean alike(I first, I other);
  }

  private enum State {
    WAITING,
    TAKEN,
    DONE
  }

  /** One caller's input, or work that goes through alone. */
  private static final class Call<I> {
    final @Nullable Network<I> network;
    final @Nullable I input;
    final @Nullable Supplier<float[][]> work;
    final Condition turn;
    State state = State.WAITING;
    float @Nullable [][] rows;
    @Nullable Throwable failure;

    Call(
        @Nullable Network<I> network,
        @Nullable I input,
        @Nullable Supplier<float[][]> work,
        Condition turn) {
      this.network = network;
      this.input = input;
      this.work = work;
      this.turn = turn;
    }
  }

  /**
   * Runs one input, together with like ones of other threads if the network is busy now.
   *
   * @throws IllegalStateException if the queue is closed; as {@link CancellationException} if this
   *     thread is interrupted while it waits, which leaves the interrupt flag set
   */
  float[] one(Network<I> network, I input) {
    return rows(new Call<>(network, input, null, lock.newCondition()))[0];
  }

  /**
   * Runs work alone when its turn comes.
   *
   * @throws IllegalStateException as {@link #one}
   */
  float[][] alone(Supplier<float[][]> work) {
    return rows(new Call<>(null, null, work, lock.newCondition()));
  }

  private float[][] rows(Call<I> mine) {
    lock.lock();
    try {
      waiting.add(mine);
      while (mine.state != State.DONE) {
        if (mine.state == State.WAITING && closed) {
          waiting.remove(mine);
          throw closedFailure();
        }
        if (mine.state == State.WAITING && running < limit && mayLead(mine)) {
          runBatch(take());
        } else {
          await(mine);
        }
      }
    } finally {
      lock.unlock();
    }
    return result(mine);
  }

  /** Work that goes through alone is run by its own thread; a batch by any of its kind. */
  private boolean mayLead(Call<I> mine) {
    Call<I> head = waiting.getFirst();
    return head == mine || (head.work == null && mine.work == null);
  }

  private List<Call<I>> take() {
    Call<I> head = waiting.removeFirst();
    head.state = State.TAKEN;
    List<Call<I>> batch = new ArrayList<>();
    batch.add(head);
    Network<I> network = head.network;
    if (network != null && head.input != null) {
      Iterator<Call<I>> others = waiting.iterator();
      while (others.hasNext() && batch.size() < network.most()) {
        Call<I> other = others.next();
        if (other.network == network
            && other.input != null
            && network.alike(head.input, other.input)) {
          others.remove();
          other.state = State.TAKEN;
          batch.add(other);
        }
      }
    }
    return batch;
  }

  /** Leaves the lock while the network runs. */
  private void runBatch(List<Call<I>> batch) {
    running++;
    lock.unlock();
    try {
      compute(batch);
    } finally {
      lock.lock();
      running--;
      for (Call<I> call : batch) {
        call.state = State.DONE;
        call.turn.signal();
      }
      wakeNext();
    }
  }

  private static <I> void compute(List<Call<I>> batch) {
    Call<I> head = batch.get(0);
    try {
      if (head.work != null) {
        head.rows = head.work.get();
      } else if (head.network != null) {
        List<I> inputs = new ArrayList<>(batch.size());
        for (Call<I> call : batch) {
          if (call.input != null) {
            inputs.add(call.input);
          }
        }
        float[][] rows = head.network.run(inputs);
        for (int i = 0; i < batch.size(); i++) {
          batch.get(i).rows = new float[][] {rows[i]};
        }
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(call -> call.failure = e);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is in rows()
  private void await(Call<I> mine) {
    try {
      mine.turn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      waiting.remove(mine);
      wakeNext(); // the signal that let the head run may have been meant for this call
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for the network");
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  private void wakeNext() {
    Call<I> head = waiting.peekFirst();
    if (head != null && running < limit) {
      head.turn.signal();
    }
  }

  private static <I> float[][] result(Call<I> mine) {
    if (mine.failure instanceof IllegalArgumentException mistake) {
      throw new IllegalArgumentException(mistake.getMessage(), mistake);
    }
    if (mine.failure instanceof CancellationException cancelled) {
      CancellationException own = new CancellationException(cancelled.getMessage());
      own.initCause(cancelled);
      throw own;
    }
    if (mine.failure instanceof Error error) {
      throw error;
    }
    if (mine.failure != null) {
      // Several threads get the same failure: each wraps it in one of its own.
      throw new IllegalStateException(mine.failure.getMessage(), mine.failure);
    }
    if (mine.rows == null) {
      throw new IllegalStateException("the network gave no rows");
    }
    return mine.rows;
  }

  /** How many calls wait; for tests. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Turns away what waits and what comes; a batch that runs is not waited for. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(call -> call.turn.signal());
    } finally {
      lock.unlock();
    }
  }

  static IllegalStateException closedFailure() {
    return new IllegalStateException("model is closed");
  }
}
