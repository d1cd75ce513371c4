package io.github.clip4j;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where files that can be made again are kept: system property {@code clip4j.cache}, else
 * environment variable {@code CLIP4J_CACHE}, else a folder {@code clip4j} in the user's cache
 * folder as the operating system has it.
 */
final class CacheFolder {
  static final String PROPERTY = "clip4j.cache";
  static final String VARIABLE = "CLIP4J_CACHE";

  private CacheFolder() {}

  static Path ofThisProcess() {
    return choose(
        System.getProperty(PROPERTY),
        System.getenv(),
        System.getProperty("os.name", ""),
        System.getProperty("user.home", "."));
  }

  /** What to say of a cache that cannot be written to. */
  static IOException unusable(Path folder, IOException cause) {
    return new IOException(
        "the cache folder "
            + folder
            + " cannot be written to ("
            + cause.getClass().getSimpleName()
            + ": "
            + cause.getMessage()
            + "); choose another by the environment variable "
            + VARIABLE
            + " or -D"
            + PROPERTY,
        cause);
  }

  /** Makes a folder in the cache. */
  static void make(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileSystemException e) {
      throw unusable(folder, e);
    }
  }

  static Path choose(
      @Nullable String property, Map<String, String> environment, String system, String home) {
    if (property != null && !property.isBlank()) {
      return Path.of(property);
    }
    String variable = environment.get(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      return Path.of(variable);
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      String local = environment.get("LOCALAPPDATA");
      return (local == null ? Path.of(home, "AppData", "Local") : Path.of(local)).resolve("clip4j");
    }
    if (name.startsWith("mac")) {
      return Path.of(home, "Library", "Caches", "clip4j");
    }
    String xdg = environment.get("XDG_CACHE_HOME");
    // The specification says that a relative path there is to be ignored.
    boolean usable = xdg != null && Path.of(xdg).isAbsolute();
    return (usable ? Path.of(xdg) : Path.of(home, ".cache")).resolve("clip4j");
  }
}
