package io.github.clip4j.checkpoint;

import io.github.clip4j.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 of large files, remembered as git's index remembers them: for the real path with the size
 * and the times of the last change that the file had when it was read. Where the file system tells
 * them, the number of the file and the time of its last change of status count too; the latter
 * cannot be set back by programs, so that even a file whose time of change was restored is read
 * again.
 *
 * <p>A file changed less than {@link #SETTLED} before it was read is not remembered: a second
 * change could leave the same coarse time. Entries are small text files that may be deleted at any
 * time; one that cannot be read or written costs reading the file again, nothing else. Thread-safe,
 * and safe among processes: entries appear in one step.
 */
final class HashMemory {
  /** FAT keeps times in steps of two seconds, the coarsest in use. */
  static final Duration SETTLED = Duration.ofSeconds(3);

  /** Below this size reading the file is as cheap as looking its hash up. */
  private static final long SMALL = 1 << 20;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final int LINES = 3;
  private static final Logger LOG = LoggerFactory.getLogger(HashMemory.class);

  private final Path folder;

  /** Keeps entries in this folder, made when the first is written. */
  HashMemory(Path folder) {
    this.folder = folder;
  }

  /** SHA-256 of the file's bytes, in hexadecimal; read only if it may have changed since. */
  String hash(Path file) throws IOException {
    Path real = file.toRealPath();
    FileStamp before = FileStamp.of(real);
    if (before.size() <= SMALL) {
      return ContentKey.hash(real);
    }
    Path entry = folder.resolve(ContentKey.hash(real.toString()));
    String known = lookUp(entry, real, before.toString());
    if (known != null) {
      return known;
    }
    boolean settled = before.isBefore(Instant.now().minus(SETTLED));
    String hash = ContentKey.hash(real);
    if (settled && FileStamp.of(real).equals(before)) {
      remember(entry, List.of(real.toString(), before.toString(), hash));
    }
    return hash;
  }

  private static @Nullable String lookUp(Path entry, Path file, String stamp) {
    try {
      List<String> lines = Files.readAllLines(entry, StandardCharsets.UTF_8);
      boolean fits =
          lines.size() == LINES
              && lines.get(0).equals(file.toString())
              && lines.get(1).equals(stamp)
              && HEX.matcher(lines.get(2)).matches();
      return fits ? lines.get(2) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private void remember(Path entry, List<String> lines) {
    try {
      Files.createDirectories(folder);
      WholeFile.write(entry, temporary -> Files.write(temporary, lines, StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.debug("the hash of {} is not remembered: {}", lines.get(0), e.toString());
    }
  }
}
