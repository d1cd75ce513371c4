package io.github.clip4j;

import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.torchscript.ArchiveWriter;
import io.github.clip4j.torchscript.WeightPrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/**
 * Archives made of checkpoints, kept for the next time. The key is the checkpoint's content hash
 * and the writer's version, so nothing in here is ever out of date; everything may be deleted.
 */
final class ArchiveCache {
  private static final String FILE = "clip.pt";

  private final Path folder;

  ArchiveCache(Path cache) {
    folder = cache.resolve("archives");
  }

  /** The archive of the checkpoint, converted now if it is not there; once among all processes. */
  Path archive(Checkpoint checkpoint, WeightPrecision precision, DoubleConsumer progress)
      throws IOException {
    Path entry = entry(checkpoint, precision);
    Path archive = entry.resolve(FILE);
    if (Files.isRegularFile(archive)) {
      return archive;
    }
    Files.createDirectories(entry);
    return FileLocks.holding(
        lock(entry),
        () -> {
          if (!Files.isRegularFile(archive)) {
            ArchiveWriter.write(
                checkpoint.config(), checkpoint.tensors(), precision, archive, progress);
          }
          return archive;
        });
  }

  /** Forgets an archive that turned out to be damaged. */
  void discard(Checkpoint checkpoint, WeightPrecision precision) throws IOException {
    Path entry = entry(checkpoint, precision);
    FileLocks.holding(lock(entry), () -> Files.deleteIfExists(entry.resolve(FILE)));
  }

  private Path entry(Checkpoint checkpoint, WeightPrecision precision) throws IOException {
    String kind = precision.name().toLowerCase(Locale.ROOT);
    return folder.resolve(checkpoint.contentHash() + "-" + kind + "-v" + ArchiveWriter.VERSION);
  }

  private static Path lock(Path entry) {
    return entry.resolveSibling(entry.getFileName() + ".lock");
  }
}
