package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.EngineUnavailableException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineStartTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Error loading shared library ld-linux-x86-64.so.2 | musl",
        "/lib64/libc.so.6: version `GLIBC_2.29' not found | glibc is too old",
        "/lib64/libstdc++.so.6: version `GLIBCXX_3.4.26' not found | libstdc++ is too old",
        "Native Library torch.so already loaded in another classloader | class loader",
        "torch_cpu.dll: Can't find dependent libraries | Visual C++",
        "No deep learning engine found. | pytorch-engine is not on the class path",
        "java.nio.file.AccessDeniedException: /root/.djl.ai | ENGINE_CACHE_DIR",
      })
  @DisplayName("the linker's message becomes one remedy")
  void remedies(String message, String expected) {
    assertThat(EngineStart.remedy(message)).contains(expected);
  }

  @Test
  @DisplayName("the message names the platform, and the cause is kept")
  void message() {
    Throwable cause = new UnsatisfiedLinkError("version `GLIBC_2.29' not found");
    EngineUnavailableException e =
        EngineStart.unavailable(new IllegalStateException("Failed to load", cause));
    assertThat(e).hasMessageContaining(System.getProperty("os.arch"));
    assertThat(e).hasMessageContaining("glibc is too old").hasRootCause(cause);
    assertThat(e.code()).isEqualTo("ENGINE_UNAVAILABLE");
  }
}
