package io.github.clip4j;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
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

  private static FileChannel open(Path lockFile) throws IOException {
    try {
      return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (FileSystemException e) {
      throw CacheFolder.unusable(Objects.requireNonNullElse(lockFile.getParent(), lockFile), e);
    }
  }

  static <T> T holding(Path lockFile, Work<T> work) throws IOException {
    Path key = lockFile.toAbsolutePath().normalize();
    synchronized (MONITORS.computeIfAbsent(key, k -> new Object())) {
      try (FileChannel channel = open(key);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock on " + key + " was lost");
        }
        return work.run();
      }
    }
  }
}
