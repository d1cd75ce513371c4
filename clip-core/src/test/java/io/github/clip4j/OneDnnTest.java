package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where oneDNN computes. */
class OneDnnTest {
  @Test
  @DisplayName("on x86 under Linux and Windows, on the CPU, unless turned off")
  void where() {
    assertThat(OneDnn.use(Device.cpu(), "Linux", "amd64", "true")).isTrue();
    assertThat(OneDnn.use(Device.cpu(), "Windows 11", "amd64", "true")).isTrue();
    assertThat(OneDnn.use(Device.cpu(), "Linux", "aarch64", "true")).isFalse();
    assertThat(OneDnn.use(Device.cpu(), "Mac OS X", "aarch64", "true")).isFalse();
    assertThat(OneDnn.use(Device.gpu(), "Linux", "amd64", "true")).isFalse();
    assertThat(OneDnn.use(Device.of("mps", -1), "Linux", "amd64", "true")).isFalse();
    assertThat(OneDnn.use(Device.cpu(), "Linux", "amd64", "false")).isFalse();
  }
}
