package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of a model and its end. */
@Timeout(30)
class OpenGateTest {
  private final OpenGate gate = new OpenGate();
  private final AtomicInteger freed = new AtomicInteger();

  @Test
  @DisplayName("the end waits for the call that is in, and turns away the one that comes later")
  void waits() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread call =
        new Thread(
            () ->
                gate.through(
                    () -> {
                      inside.countDown();
                      await(goOn);
                      assertThat(freed).hasValue(0);
                      return "done";
                    }));
    call.setUncaughtExceptionHandler((thread, failure) -> freed.set(-1));
    call.start();
    inside.await();
    gate.shut();
    assertThatThrownBy(() -> gate.through(() -> "late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");

    Thread end = new Thread(() -> gate.end(freed::incrementAndGet));
    end.start();
    end.join(50);
    assertThat(end.isAlive()).isTrue();
    goOn.countDown();
    end.join();
    call.join();
    gate.end(freed::incrementAndGet);
    assertThat(freed).as("freed once, after the call").hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("what a call throws passes through, and leaves the gate as it was")
  void failures() {
    assertThatThrownBy(
            () ->
                gate.through(
                    () -> {
                      throw new IOException("broken");
                    }))
        .isInstanceOf(IOException.class);
    gate.shut();
    gate.end(freed::incrementAndGet);
    assertThat(freed).hasValue(1);
  }

  @Test
  @DisplayName("a model is not closed from within one of its calls, and stays open then")
  void within() {
    assertThatThrownBy(
            () ->
                gate.through(
                    () -> {
                      gate.shut();
                      return "never";
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from within one of its calls");
    assertThat(gate.through(() -> "open")).isEqualTo("open");
  }
}
