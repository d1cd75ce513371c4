package io.github.clip4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls of many threads through the network, one batch at a time for each of its lanes. A call
 * that finds a lane idle runs at once; inputs that arrive meanwhile wait, and the next batch takes
 * as many like ones along as fit. So a lone caller waits for nobody, and many callers share
 * batches. No more inputs wait than there are callers.
 *
 * <p>Thread-safe.
 *
 * @param <I> an input, such as the tensor of a picture
 */
final class CallQueue<I> {
  /**
   * After a shared batch its callers are about to come back, one by one; a lane waits for them for
   * this part of the time that the batch took, at most, or the first would go alone every time.
   */
  private static final int PART_OF_BATCH = 16;

  private final int partOfBatch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final Deque<Call<I>> waiting = new ArrayDeque<>(); // guarded by lock
  private final Deque<Executor> idle; // guarded by lock
  private boolean closed; // guarded by lock

  /**
   * Creates a queue.
   *
   * @param lanes at least one; each runs what it is given one after the other, in a thread that is
   *     not the caller's
   */
  CallQueue(List<Executor> lanes) {
    this(lanes, PART_OF_BATCH);
  }

  /** The same, waiting for callers to come back for another part of the time. */
  CallQueue(List<Executor> lanes, int partOfBatch) {
    idle = new ArrayDeque<>(lanes);
    this.partOfBatch = partOfBatch;
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
      if (closed) {
        throw closedFailure();
      }
      waiting.add(mine);
      arrival.signal();
      dispatch(mine);
      while (mine.state != State.DONE) {
        if (mine.state == State.WAITING && closed) {
          waiting.remove(mine);
          throw closedFailure();
        }
        await(mine);
      }
    } finally {
      lock.unlock();
    }
    return result(mine);
  }

  /** Sends an idle lane to work. */
  private void dispatch(Call<I> mine) {
    Executor lane = idle.poll();
    if (lane == null) {
      return; // whoever runs now will come for this call
    }
    boolean sent = false;
    try {
      lane.execute(() -> step(lane));
      sent = true;
    } finally {
      if (!sent) { // such as no more threads in this process
        idle.push(lane);
        waiting.remove(mine);
      }
    }
  }

  /** One batch, in a lane's thread. Other queues share the lane, so it is left between batches. */
  private void step(Executor lane) {
    boolean sent = false;
    lock.lock();
    try {
      if (!closed && !waiting.isEmpty()) {
        run(take());
      }
      if (!closed && !waiting.isEmpty()) {
        lane.execute(() -> step(lane));
        sent = true;
      }
    } finally {
      if (!sent) {
        idle.push(lane);
      }
      lock.unlock();
    }
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
  private void run(List<Call<I>> batch) {
    long start = System.nanoTime();
    lock.unlock();
    try {
      compute(batch);
    } finally {
      lock.lock();
      for (Call<I> call : batch) {
        call.state = State.DONE;
        call.turn.signal();
      }
    }
    if (batch.size() > 1) {
      awaitReturn(batch.size(), (System.nanoTime() - start) / partOfBatch);
    }
  }

  private void awaitReturn(int callers, long nanoseconds) {
    long left = nanoseconds;
    try {
      while (left > 0 && waiting.size() < callers && !closed) {
        left = arrival.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody is meant to interrupt a lane; whoever does only shortens this.
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

  /**
   * Waits for a signal. A call that was taken is waited for to its end, interrupted or not: the
   * network reads its input, and nobody may free the model meanwhile.
   */
  @SuppressWarnings("WaitNotInLoop") // the loop is in rows()
  private void await(Call<I> mine) {
    if (mine.state == State.TAKEN) {
      mine.turn.awaitUninterruptibly();
      return;
    }
    try {
      mine.turn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (mine.state != State.WAITING) {
        return;
      }
      waiting.remove(mine);
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for the network");
      cancelled.initCause(e);
      throw cancelled;
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
      arrival.signalAll();
      waiting.forEach(call -> call.turn.signal());
    } finally {
      lock.unlock();
    }
  }

  static IllegalStateException closedFailure() {
    return new IllegalStateException("model is closed");
  }
}
