package io.github.clip4j.hub;

import io.github.clip4j.files.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache folder in the layout of Python's {@code huggingface_hub} (see the package description).
 * Reading opens no connection. Every write is a move of a complete file, so that another thread or
 * process sees a file whole or not at all. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HubCache {
  private static final Logger LOG = LoggerFactory.getLogger(HubCache.class);

  private final Path root;
  private final boolean symlinks;

  HubCache(Path root, boolean symlinks) {
    this.root = root;
    this.symlinks = symlinks;
  }

  /**
   * {@return the cache that the settings name}
   *
   * @param settings of them only the folder counts
   */
  public static HubCache of(HubSettings settings) {
    return new HubCache(settings.cache(), settings.symlinks());
  }

  /** {@return the cache folder; it need not exist} */
  public Path root() {
    return root;
  }

  /**
   * A file of the cache.
   *
   * @param repository {@code owner/name}
   * @param revision a branch, a tag or a commit of 40 hexadecimal digits
   * @param file the name inside the repository, with forward slashes
   * @return the path in the snapshot, or empty if the file is not in the cache
   * @throws IllegalArgumentException if a name is malformed
   */
  public Optional<Path> find(String repository, String revision, String file) {
    RepoId repo = new RepoId(Objects.requireNonNull(repository, "repository"));
    RepoId.requireRevision(revision);
    RepoId.requireFile(file);
    return commit(repo, revision).flatMap(commit -> find(repo, commit, file));
  }

  /**
   * {@return the names of the models in the cache, sorted; a model may be there in part only}
   *
   * @throws IOException if the folder cannot be listed
   */
  public List<String> models() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(name -> name.startsWith("models--"))
          .map(name -> name.substring("models--".length()).replace("--", "/"))
          .sorted()
          .toList();
    }
  }

  /**
   * {@return the folder of one of the {@link #models()}}
   *
   * @param repository {@code owner/name}
   * @throws IllegalArgumentException if the name is malformed
   */
  public Path folder(String repository) {
    return folder(new RepoId(Objects.requireNonNull(repository, "repository")));
  }

  /**
   * {@return the bytes of all files in the cache; links count nothing}
   *
   * @throws IOException if the folder cannot be listed
   */
  public long sizeInBytes() throws IOException {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(root)) {
      long sum = 0;
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          sum += Files.size(file);
        }
      }
      return sum;
    }
  }

  Optional<String> commit(RepoId repo, String revision) {
    if (RepoId.isCommit(revision)) {
      return Optional.of(revision);
    }
    Path ref = folder(repo).resolve("refs").resolve(revision);
    try {
      if (!Files.isRegularFile(ref) || Files.size(ref) > 100) {
        return Optional.empty();
      }
      String commit = Files.readString(ref, StandardCharsets.UTF_8).strip();
      return RepoId.isCommit(commit) ? Optional.of(commit) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("unreadable reference {}", ref, e);
      return Optional.empty();
    }
  }

  Optional<Path> find(RepoId repo, String commit, String file) {
    Path path = snapshot(repo, commit).resolve(file);
    return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
  }

  boolean isKnownAbsent(RepoId repo, String commit, String file) {
    return Files.exists(folder(repo).resolve(".no_exist").resolve(commit).resolve(file));
  }

  Path folder(RepoId repo) {
    return root.resolve(repo.folderName());
  }

  Path snapshot(RepoId repo, String commit) {
    return folder(repo).resolve("snapshots").resolve(commit);
  }

  Path blob(RepoId repo, String etag) {
    return folder(repo).resolve("blobs").resolve(etag);
  }

  Path lockFile(RepoId repo, String etag) {
    return root.resolve(".locks").resolve(repo.folderName()).resolve(etag + ".lock");
  }

  /** A new name beside the blob that no other thread or process uses. */
  Path temporary(RepoId repo, String etag) throws IOException {
    Path blobs = folder(repo).resolve("blobs");
    Files.createDirectories(blobs);
    tagAsCache();
    return blobs.resolve(etag + "." + UUID.randomUUID().toString().substring(0, 8) + ".incomplete");
  }

  /** Puts a complete, checked file into its place as a blob, and into the snapshot. */
  Path publish(RepoId repo, String commit, String file, String etag, Path complete)
      throws IOException {
    Path blob = blob(repo, etag);
    WholeFile.moveInto(complete, blob);
    return link(repo, commit, file, etag, true);
  }

  /** Makes a blob visible in a snapshot: as a link, or as a file where links are not possible. */
  Path link(RepoId repo, String commit, String file, String etag, boolean blobIsNew)
      throws IOException {
    Path snapshot = snapshot(repo, commit);
    Path target = snapshot.resolve(file);
    Path parent = Objects.requireNonNull(target.getParent());
    Files.createDirectories(parent);
    Path blob = blob(repo, etag);
    String unique = "." + UUID.randomUUID().toString().substring(0, 8) + ".incomplete";
    Path temporary = target.resolveSibling(target.getFileName() + unique);
    if (symlinks) {
      try {
        Files.createSymbolicLink(temporary, parent.relativize(blob));
        WholeFile.moveInto(temporary, target);
        return target;
      } catch (UnsupportedOperationException | IOException | SecurityException e) {
        Files.deleteIfExists(temporary);
        LOG.debug("no symbolic links in {}: files instead", root, e);
      }
    }
    if (blobIsNew) {
      WholeFile.moveInto(blob, target);
    } else {
      try {
        Files.copy(blob, temporary);
        force(temporary);
        WholeFile.moveInto(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
    return target;
  }

  void writeRef(RepoId repo, String revision, String commit) throws IOException {
    if (RepoId.isCommit(revision) || commit(repo, revision).equals(Optional.of(commit))) {
      return;
    }
    Path ref = folder(repo).resolve("refs").resolve(revision);
    Files.createDirectories(Objects.requireNonNull(ref.getParent()));
    Path temporary = ref.resolveSibling(ref.getFileName() + "." + UUID.randomUUID());
    try {
      Files.writeString(temporary, commit, StandardCharsets.UTF_8);
      WholeFile.moveInto(temporary, ref);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  void markAbsent(RepoId repo, String commit, String file) throws IOException {
    Path mark = folder(repo).resolve(".no_exist").resolve(commit).resolve(file);
    if (!Files.exists(mark)) {
      Files.createDirectories(Objects.requireNonNull(mark.getParent()));
      try {
        Files.createFile(mark);
      } catch (FileAlreadyExistsException e) {
        LOG.trace("another thread marked {}", mark, e);
      }
    }
  }

  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Tells backup programs that the folder can be made again (bford.info/cachedir). */
  private void tagAsCache() throws IOException {
    Path tag = root.resolve("CACHEDIR.TAG");
    if (!Files.exists(tag)) {
      try {
        Files.writeString(
            tag,
            "Signature: 8a477f597d28d172789f06886806bc55\n# Models from a hub, safe to delete.\n",
            StandardCharsets.US_ASCII,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        LOG.trace("another thread tagged {}", root, e);
      }
    }
  }
}
