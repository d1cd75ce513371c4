package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for whom, on a network that is a latch. */
@Timeout(30)
class CallQueueTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<ExecutorService> lanes = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    lanes.forEach(ExecutorService::shutdownNow);
  }

  private CallQueue<Integer> queue(int count) {
    for (int i = 0; i < count; i++) {
      lanes.add(Executors.newSingleThreadExecutor(task -> new Thread(task, "lane")));
    }
    return new CallQueue<>(List.copyOf(lanes));
  }

  /** Doubles numbers, keeps the batches it saw, and can be held up. */
  private static class Doubling implements CallQueue.Network<Integer> {
    final List<List<Integer>> batches = new ArrayList<>(); // guarded by this
    volatile CountDownLatch gate = new CountDownLatch(0);
    final AtomicInteger entered = new AtomicInteger();

    @Override
    public float[][] run(List<Integer> inputs) {
      entered.incrementAndGet();
      synchronized (this) {
        batches.add(List.copyOf(inputs));
      }
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      float[][] rows = new float[inputs.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = new float[] {2f * inputs.get(i)};
      }
      return rows;
    }

    @Override
    public int most() {
      return 4;
    }

    /** Even numbers go with even ones. */
    @Override
    public boolean alike(Integer first, Integer other) {
      return first % 2 == other % 2;
    }
  }

  private static void until(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  /** A queue whose network is held up by a first call. */
  private Future<float[]> busy(CallQueue<Integer> queue, Doubling network) throws Exception {
    network.gate = new CountDownLatch(1);
    Future<float[]> first = threads.submit(() -> queue.one(network, 100));
    until(() -> network.entered.get() == 1);
    return first;
  }

  private Future<float[]> waiting(CallQueue<Integer> queue, Doubling network, int input)
      throws Exception {
    int before = queue.waiting();
    Future<float[]> call = threads.submit(() -> queue.one(network, input));
    until(() -> queue.waiting() == before + 1);
    return call;
  }

  @Test
  @DisplayName("an idle network runs a call at once and alone, in the lane's thread")
  void idle() {
    CallQueue<Integer> queue = queue(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Doubling network =
        new Doubling() {
          @Override
          public float[][] run(List<Integer> inputs) {
            thread.set(Thread.currentThread());
            return super.run(inputs);
          }
        };
    assertThat(queue.one(network, 21)).containsExactly(42f);
    assertThat(thread.get().getName()).isEqualTo("lane");
    assertThat(network.batches).containsExactly(List.of(21));
  }

  @Test
  @DisplayName("what arrives meanwhile goes together, like with like, each with its own result")
  void gathers() throws Exception {
    CallQueue<Integer> queue = queue(1);
    Doubling network = new Doubling();
    Future<float[]> first = busy(queue, network);
    List<Future<float[]>> calls = new ArrayList<>();
    for (int input : new int[] {2, 3, 4, 6, 5, 8, 10}) {
      calls.add(waiting(queue, network, input));
    }
    network.gate.countDown();
    assertThat(first.get()).containsExactly(200f);
    float[] expected = {4, 6, 8, 12, 10, 16, 20};
    for (int i = 0; i < expected.length; i++) {
      assertThat(calls.get(i).get()).containsExactly(expected[i]);
    }
    assertThat(network.batches)
        .containsExactly(List.of(100), List.of(2, 4, 6, 8), List.of(3, 5), List.of(10));
  }

  @Test
  @DisplayName("work that goes alone is run in its turn, with nothing beside it")
  void alone() throws Exception {
    CallQueue<Integer> queue = queue(1);
    Doubling network = new Doubling();
    Future<float[]> first = busy(queue, network);
    Future<float[]> before = waiting(queue, network, 5);
    Future<float[][]> alone =
        threads.submit(
            () ->
                queue.alone(
                    () -> {
                      synchronized (network) {
                        return new float[][] {{network.batches.size()}};
                      }
                    }));
    until(() -> queue.waiting() == 2);
    Future<float[]> after = waiting(queue, network, 8);
    network.gate.countDown();
    assertThat(first.get()).containsExactly(200f);
    assertThat(before.get()).containsExactly(10f);
    assertThat(alone.get()[0]).containsExactly(2f);
    assertThat(after.get()).containsExactly(16f);
  }

  @Test
  @DisplayName("callers of a shared batch who come back at once share the next one as well")
  void callersThatComeBack() throws Exception {
    queue(1);
    CallQueue<Integer> queue = new CallQueue<>(List.copyOf(lanes), 1);
    Doubling network =
        new Doubling() {
          @Override
          public float[][] run(List<Integer> inputs) {
            float[][] rows = super.run(inputs);
            try {
              Thread.sleep(500); // as long as that the lane waits for those who come back
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return rows;
          }
        };
    Future<float[]> first = busy(queue, network);
    List<Future<float[]>> callers = new ArrayList<>();
    for (int input : new int[] {2, 4, 6}) {
      int before = queue.waiting();
      callers.add(
          threads.submit(
              () -> {
                queue.one(network, input);
                return queue.one(network, input + 10);
              }));
      until(() -> queue.waiting() == before + 1);
    }
    network.gate.countDown();
    first.get();
    for (Future<float[]> caller : callers) {
      caller.get();
    }
    assertThat(network.batches.get(1)).containsExactly(2, 4, 6);
    assertThat(network.batches.get(2)).containsExactlyInAnyOrder(12, 14, 16);
  }

  @Test
  @DisplayName("never more batches at once than the limit")
  void limit() throws Exception {
    CallQueue<Integer> queue = queue(2);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      calls.add(
          threads.submit(
              () ->
                  queue.alone(
                      () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        now.decrementAndGet();
                        return new float[][] {{1}};
                      })));
    }
    for (Future<?> call : calls) {
      call.get();
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  @DisplayName("an interrupted call leaves the queue, its flag set; the others get their results")
  void interrupt() throws Exception {
    CallQueue<Integer> queue = queue(1);
    Doubling network = new Doubling();
    busy(queue, network);
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    Thread interrupted =
        new Thread(
            () -> {
              try {
                outcome.complete(queue.one(network, 2));
              } catch (CancellationException e) {
                outcome.complete(Thread.currentThread().isInterrupted() ? e : "flag lost");
              }
            });
    interrupted.start();
    until(() -> queue.waiting() == 1);
    Future<float[]> other = waiting(queue, network, 4);
    interrupted.interrupt();
    assertThat(outcome.get()).isInstanceOf(CancellationException.class);
    network.gate.countDown();
    assertThat(other.get()).containsExactly(8f);
    assertThat(network.batches).containsExactly(List.of(100), List.of(4));
  }

  @Test
  @DisplayName("a call whose batch runs ends well in spite of an interrupt, which is kept")
  void interruptOfWhatRuns() throws Exception {
    CallQueue<Integer> queue = queue(1);
    Doubling network = new Doubling();
    network.gate = new CountDownLatch(1);
    CompletableFuture<String> outcome = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              float value = queue.one(network, 3)[0];
              outcome.complete(value + " " + Thread.currentThread().isInterrupted());
            });
    caller.start();
    until(() -> network.entered.get() == 1);
    caller.interrupt();
    assertThatThrownBy(() -> outcome.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    network.gate.countDown();
    assertThat(outcome.get()).isEqualTo("6.0 true");
  }

  @Test
  @DisplayName("a call that finds no thread fails, and the next one runs")
  void noThread() {
    AtomicInteger left = new AtomicInteger(1);
    CallQueue<Integer> queue =
        new CallQueue<>(
            List.of(
                task -> {
                  if (left.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                  threads.execute(task);
                }));
    Doubling network = new Doubling();
    assertThatThrownBy(() -> queue.one(network, 1)).isInstanceOf(OutOfMemoryError.class);
    assertThat(queue.waiting()).isZero();
    assertThat(queue.one(network, 2)).containsExactly(4f);
  }

  @Test
  @DisplayName("two queues share a lane batch by batch, so none has to wait for the other's end")
  void twoQueues() throws Exception {
    CallQueue<Integer> one = queue(1);
    CallQueue<Integer> other = new CallQueue<>(List.copyOf(lanes));
    Doubling network = new Doubling();
    Future<float[]> first = busy(one, network);
    List<Future<float[]>> calls = new ArrayList<>();
    for (int input : new int[] {2, 4, 6, 8, 10, 12}) {
      calls.add(waiting(one, network, input));
    }
    calls.add(waiting(other, network, 1));
    network.gate.countDown();
    first.get();
    for (Future<float[]> call : calls) {
      call.get();
    }
    assertThat(network.batches)
        .containsExactly(List.of(100), List.of(1), List.of(2, 4, 6, 8), List.of(10, 12));
  }

  @Test
  @DisplayName("closing turns away what waits and what comes; the batch that runs ends well")
  void close() throws Exception {
    CallQueue<Integer> queue = queue(1);
    Doubling network = new Doubling();
    Future<float[]> first = busy(queue, network);
    Future<float[]> waits = waiting(queue, network, 2);
    queue.close();
    assertThatThrownBy(() -> waits.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
    network.gate.countDown();
    assertThat(first.get()).containsExactly(200f);
    assertThatThrownBy(() -> queue.one(network, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
  }

  @Test
  @DisplayName("a failure reaches every caller of the batch, and the next batch runs")
  void failure() throws Exception {
    CallQueue<Integer> queue = queue(1);
    Doubling network =
        new Doubling() {
          @Override
          public float[][] run(List<Integer> inputs) {
            float[][] rows = super.run(inputs);
            if (inputs.contains(2)) {
              throw new UnsupportedOperationException("two");
            }
            return rows;
          }
        };
    busy(queue, network);
    List<Future<float[]>> calls = List.of(waiting(queue, network, 2), waiting(queue, network, 4));
    Future<float[]> good = waiting(queue, network, 3);
    network.gate.countDown();
    for (Future<float[]> call : calls) {
      assertThatThrownBy(call::get)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("two")
          .hasCauseInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(good.get()).containsExactly(6f);
  }
}
