package io.github.clip4j;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One holder at a time among all threads of all processes. A file lock alone does not do: within a
 * process a second lock of the same file is an error instead of a wait.
 */
final class FileLocks {
  private static final ConcurrentHashMap<Path, Object> MONITORS = new ConcurrentHashMap<>();

  private FileLocks() {}

  /** Work under the lock. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  static <T> T holding(Path lockFile, Work<T> work) throws IOException {
    Path key = lockFile.toAbsolutePath().normalize();
    synchronized (MONITORS.computeIfAbsent(key, k -> new Object())) {
      try (FileChannel channel =
              FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock on " + key + " was lost");
        }
        return work.run();
      }
    }
  }
}
