package io.github.clip4j.hub;

import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One download of a file at a time: among threads by a lock in memory, among processes by a lock
 * file where that works. File locks of the JDK belong to the whole process, so that threads need
 * the first kind; some network file systems grant every file lock, so that nothing may depend on
 * the second: correctness comes from unique temporary files and atomic moves.
 */
final class KeyLocks {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLocks.class);
  private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_PROCESS =
      new ConcurrentHashMap<>();

  private KeyLocks() {}

  interface Action<T> {
    T run() throws IOException;
  }

  static <T> T holding(Path lockFile, Action<T> action) throws IOException {
    Path key = lockFile.toAbsolutePath().normalize();
    ReentrantLock lock = IN_THIS_PROCESS.computeIfAbsent(key, ignored -> new ReentrantLock());
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException(
          "HUB_INTERRUPTED", "interrupted while waiting for another thread's download", e);
    }
    try (FileChannel held = lockAmongProcesses(key)) {
      LOG.trace("lock file {} {}", key, held == null ? "not used" : "held");
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable FileChannel lockAmongProcesses(Path file) {
    FileChannel channel = null;
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Objects.requireNonNull(channel.lock());
      return channel;
    } catch (IOException | RuntimeException e) {
      LOG.debug("no lock on {}: going on without", file, e);
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException closing) {
          LOG.debug("closing {}", file, closing);
        }
      }
      return null;
    }
  }
}
