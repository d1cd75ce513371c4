package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who calls libtorch: few threads, the same for all. */
@Timeout(30)
class NetworkThreadsTest {
  @Test
  @DisplayName("all who ask for a device's lane get the same thread, another device another")
  void shared() throws Exception {
    Executor first = NetworkThreads.lanes("shared()", 1).get(0);
    List<Executor> more = NetworkThreads.lanes("shared()", 2);
    assertThat(more).hasSize(2).startsWith(first).doesNotHaveDuplicates();
    assertThat(NetworkThreads.lanes("shared()", 1)).containsExactly(first);
    assertThat(NetworkThreads.lanes("other()", 1)).doesNotContain(first);
  }

  @Test
  @DisplayName("a lane runs everything in one thread, which keeps no program from ending")
  void oneThread() throws Exception {
    Executor lane = NetworkThreads.lanes("one()", 1).get(0);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      lane.execute(
          () -> {
            seen.add(Thread.currentThread());
            done.countDown();
          });
    }
    done.await();
    assertThat(seen)
        .singleElement()
        .satisfies(
            thread -> {
              assertThat(thread.isDaemon()).isTrue();
              assertThat(thread.getName()).isEqualTo("clip4j-network-one()-0");
            });
  }

  @Test
  @DisplayName("what is done in each lane is done when the call returns")
  void inEachLane() {
    NetworkThreads.lanes("each()", 3);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    NetworkThreads.inEachLane(() -> seen.add(Thread.currentThread().getName()));
    assertThat(seen)
        .contains("clip4j-network-each()-0", "clip4j-network-each()-1", "clip4j-network-each()-2");
  }

  @Test
  @DisplayName("work aside has a thread of its own, and its result or failure comes back")
  void aside() throws IOException {
    Thread aside = NetworkThreads.aside(Thread::currentThread);
    assertThat(aside).isNotSameAs(Thread.currentThread());
    for (Throwable failure :
        List.of(
            new FileNotFoundException("gone"),
            new IllegalArgumentException("wrong"),
            new OutOfMemoryError("large"))) {
      assertThatThrownBy(
              () ->
                  NetworkThreads.aside(
                      () -> {
                        throw sneaky(failure);
                      }))
          .isSameAs(failure);
    }
  }

  private static RuntimeException sneaky(Throwable failure) throws IOException {
    if (failure instanceof IOException checked) {
      throw checked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  @Test
  @DisplayName("an interrupted thread waits for its work aside all the same, and stays interrupted")
  void interrupted() throws IOException {
    Thread.currentThread().interrupt();
    assertThat(NetworkThreads.aside(() -> 42)).isEqualTo(42);
    assertThat(Thread.interrupted()).isTrue();
  }
}
