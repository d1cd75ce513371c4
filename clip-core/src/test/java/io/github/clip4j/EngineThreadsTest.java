package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.EngineUnavailableException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineThreadsTest {
  @Test
  @DisplayName("the number of threads of a product can be read, set, and set back")
  void setAndSetBack() throws EngineUnavailableException {
    int before = EngineThreads.intraOp();
    try {
      EngineThreads.setIntraOp(1);
      assertThat(EngineThreads.intraOp()).isEqualTo(1);
    } finally {
      EngineThreads.setIntraOp(before);
    }
    assertThat(EngineThreads.intraOp()).isEqualTo(before);
  }

  @Test
  @DisplayName("no threads, or more than any machine has, are refused by number")
  void refused() {
    assertThatThrownBy(() -> EngineThreads.setIntraOp(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count must be in [1, 1024], is 0");
    assertThatThrownBy(() -> EngineThreads.setIntraOp(1025)).hasMessageContaining("1025");
  }
}
