package io.github.clip4j;

import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.torchscript.ArchiveWriter;
import io.github.clip4j.torchscript.WeightPrecision;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/**
 * Archives made of checkpoints, kept for the next time. The key is the checkpoint's content hash
 * and the writer's version, so nothing in here is ever out of date; everything may be deleted.
 */
final class ArchiveCache {
  private static final String FILE = "clip.pt";

  private final Path folder;
  private final Path hashes;

  ArchiveCache(Path cache) {
    folder = cache.resolve("archives");
    hashes = cache.resolve("hashes");
  }

  /** The archive of the checkpoint, converted now if it is not there; once among all processes. */
  Path archive(Checkpoint checkpoint, WeightPrecision precision, DoubleConsumer progress)
      throws IOException {
    String hash = checkpoint.contentHash(hashes);
    Path entry = entry(hash, precision);
    Path archive = entry.resolve(FILE);
    if (Files.isRegularFile(archive)) {
      return archive;
    }
    Files.createDirectories(entry);
    return FileLocks.holding(
        lock(entry),
        () -> {
          if (!Files.isRegularFile(archive)) {
            removeLeftovers(entry);
            convert(checkpoint, hash, precision, archive, progress);
          }
          return archive;
        });
  }

  private void convert(
      Checkpoint checkpoint,
      String hash,
      WeightPrecision precision,
      Path archive,
      DoubleConsumer progress)
      throws IOException {
    Path fresh = archive.resolveSibling("clip.unchecked");
    ArchiveWriter.write(checkpoint.config(), checkpoint.tensors(), precision, fresh, progress);
    try {
      // Between hashing and reading somebody may have written to the checkpoint: the key must hold.
      if (!checkpoint.contentHash(hashes).equals(hash)) {
        throw new IOException(checkpoint.files() + " changed while it was read; load it again");
      }
      Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Whoever holds the lock is the only one who writes here: what else is there was left behind. */
  private static void removeLeftovers(Path entry) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(entry)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Forgets an archive that turned out to be damaged. */
  void discard(Checkpoint checkpoint, WeightPrecision precision) throws IOException {
    Path entry = entry(checkpoint.contentHash(hashes), precision);
    FileLocks.holding(lock(entry), () -> Files.deleteIfExists(entry.resolve(FILE)));
  }

  private Path entry(String hash, WeightPrecision precision) {
    String kind = precision.name().toLowerCase(Locale.ROOT);
    return folder.resolve(hash + "-" + kind + "-v" + ArchiveWriter.VERSION);
  }

  private static Path lock(Path entry) {
    return entry.resolveSibling(entry.getFileName() + ".lock");
  }
}
