package io.github.clip4j;

import ai.djl.engine.Engine;
import io.github.clip4j.errors.EngineUnavailableException;
import java.util.Locale;

/**
 * Starts DJL's PyTorch engine, and says in one sentence what to do where it cannot start: its own
 * failures are chains of linker messages.
 */
final class EngineStart {
  private static final String ENGINE = "PyTorch";

  private EngineStart() {}

  static Engine require() throws EngineUnavailableException {
    try {
      return Engine.getEngine(ENGINE);
    } catch (RuntimeException | LinkageError e) {
      throw unavailable(e);
    }
  }

  static EngineUnavailableException unavailable(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 16; depth++) {
      messages.append(cause).append('\n');
      cause = cause.getCause();
    }
    String remedy = remedy(messages.toString());
    return new EngineUnavailableException(
        "the PyTorch engine cannot start on "
            + System.getProperty("os.name", "?")
            + " "
            + System.getProperty("os.arch", "?")
            + ", Java "
            + System.getProperty("java.version", "?")
            + ": "
            + remedy,
        failure);
  }

  /** One remedy for the linker's and DJL's messages. */
  static String remedy(String messages) {
    String text = messages.toLowerCase(Locale.ROOT);
    if (text.contains("ld-linux")
        || text.contains("ld-musl")
        || text.contains("symbol not found")) {
      return "this system uses musl (Alpine), libtorch needs glibc; use a Debian, Ubuntu or Red Hat"
          + " based image";
    }
    if (text.contains("glibcxx_") || text.contains("libstdc++")) {
      return "libstdc++ is too old for libtorch; update it, or point LIBSTDCXX_LIBRARY_PATH at a"
          + " newer one";
    }
    if (text.contains("glibc_")) {
      return "glibc is too old for libtorch 2.7; use a newer system or image (glibc 2.28 or later)";
    }
    if (text.contains("already loaded in another classloader")) {
      return "the native library is already loaded by another class loader; share one DJL among"
          + " them, or name ai.djl.pytorch.native_helper";
    }
    if (text.contains("vcruntime") || text.contains("dependent libraries")) {
      return "a system library is missing; on Windows install the Visual C++ redistributable";
    }
    if (text.contains("no deep learning engine") || text.contains("engine not found")) {
      return "ai.djl.pytorch:pytorch-engine is not on the class path, or a fat jar lost its"
          + " META-INF/services entries";
    }
    if (text.contains("offline")
        || text.contains("unknownhost")
        || text.contains("no pytorch native")) {
      return "the native library is not on the class path; add"
          + " ai.djl.pytorch:pytorch-native-cpu:2.7.1 with this platform's classifier";
    }
    if (text.contains("read-only")
        || text.contains("accessdenied")
        || text.contains("permission")) {
      return "the native library cannot be unpacked; set ENGINE_CACHE_DIR to a folder that can be"
          + " written";
    }
    return "the cause below says what the native loader met; check that"
        + " ai.djl.pytorch:pytorch-native-cpu:2.7.1 with this platform's classifier and"
        + " pytorch-jni:2.7.1-0.36.0 are on the class path";
  }
}
