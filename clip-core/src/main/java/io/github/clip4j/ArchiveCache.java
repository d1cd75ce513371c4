package io.github.clip4j;

import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.files.WholeFile;
import io.github.clip4j.torchscript.ArchiveWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Archives made of checkpoints, kept for the next time. The key is the checkpoint's content hash
 * and the writer's version, so nothing in here is ever out of date; everything may be deleted.
 */
final class ArchiveCache {
  private static final String FILE = "clip.pt";
  private static final String CHECK = "precision.properties";
  private static final PrecisionChoice FP32 = PrecisionChoice.both(Precision.FP32);

  private final Path folder;
  private final Path hashes;
  private final boolean oneDnn;

  /** A cache of archives that any libtorch runs. */
  ArchiveCache(Path cache) {
    this(cache, false);
  }

  /**
   * Creates the cache.
   *
   * @param oneDnn whether the archives in question are those for libtorch with oneDNN
   */
  ArchiveCache(Path cache, boolean oneDnn) {
    this.oneDnn = oneDnn;
    folder = cache.resolve("archives");
    hashes = cache.resolve("hashes");
  }

  /** The checkpoint's content hash, remembered in this cache. */
  String contentHash(Checkpoint checkpoint) throws IOException {
    return checkpoint.contentHash(hashes);
  }

  /** The archive of the checkpoint, converted now if it is not there; once among all processes. */
  Path archive(Checkpoint checkpoint, PrecisionChoice precision, DoubleConsumer progress)
      throws IOException {
    String hash = checkpoint.contentHash(hashes);
    Path entry = entry(hash, precision);
    Path archive = entry.resolve(FILE);
    if (Files.isRegularFile(archive)) {
      return archive;
    }
    CacheFolder.make(entry);
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
      PrecisionChoice precision,
      Path archive,
      DoubleConsumer progress)
      throws IOException {
    Path fresh = archive.resolveSibling("clip.unchecked");
    write(checkpoint, precision, oneDnn, fresh, progress);
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
  void discard(Checkpoint checkpoint, PrecisionChoice precision) throws IOException {
    Path entry = entry(checkpoint.contentHash(hashes), precision);
    FileLocks.holding(lock(entry), () -> Files.deleteIfExists(entry.resolve(FILE)));
  }

  /**
   * The nearness of an archive's vectors to fp32, measured now if it was not yet.
   *
   * @param measure told a temporary fp32 archive of the same checkpoint
   */
  PrecisionCheck check(Checkpoint checkpoint, PrecisionChoice precision, Measure measure)
      throws IOException {
    Path entry = entry(checkpoint.contentHash(hashes), precision);
    Path file = entry.resolve(CHECK);
    Optional<PrecisionCheck> known = known(file);
    if (known.isPresent()) {
      return known.get();
    }
    return FileLocks.holding(
        lock(entry),
        () -> {
          Optional<PrecisionCheck> measuredMeanwhile = known(file);
          if (measuredMeanwhile.isPresent()) {
            return measuredMeanwhile.get();
          }
          Path exact = WholeFile.temporary(entry);
          try {
            write(checkpoint, FP32, false, exact, done -> {});
            PrecisionCheck check = measure.against(exact);
            check.write(file);
            return check;
          } finally {
            WholeFile.discard(exact);
          }
        });
  }

  /** Compares an archive with the fp32 one it is given. */
  @FunctionalInterface
  interface Measure {
    PrecisionCheck against(Path fp32) throws IOException;
  }

  private static Optional<PrecisionCheck> known(Path file) {
    try {
      return Optional.of(PrecisionCheck.read(file));
    } catch (IOException e) {
      return Optional.empty(); // not there yet, or damaged: measured again
    }
  }

  private static void write(
      Checkpoint checkpoint,
      PrecisionChoice precision,
      boolean oneDnn,
      Path archive,
      DoubleConsumer progress)
      throws IOException {
    ArchiveWriter.write(
        checkpoint.config(),
        checkpoint.tensors(),
        precision.image().weights(oneDnn),
        precision.text().weights(oneDnn),
        archive,
        progress);
  }

  private Path entry(String hash, PrecisionChoice precision) {
    String kind = precision.image().weights(oneDnn).name();
    if (precision.text() != precision.image()) {
      kind += "-" + precision.text().weights(oneDnn).name();
    }
    return folder.resolve(
        hash + "-" + kind.toLowerCase(Locale.ROOT) + "-v" + ArchiveWriter.VERSION);
  }

  private static Path lock(Path entry) {
    return entry.resolveSibling(entry.getFileName() + ".lock");
  }
}
