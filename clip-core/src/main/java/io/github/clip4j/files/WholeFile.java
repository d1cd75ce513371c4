package io.github.clip4j.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file beside its place and moves it there in one step, so that a full disk, a killed
 * process or a second writer never leaves half a file. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class WholeFile {
  private static final long LITTLE_ROOM = 1 << 20;

  /** Files that are being written; a process that is told to end (Ctrl-C) takes them with it. */
  private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(WholeFile::removeUnfinished, "clip4j-unfinished-files"));
    } catch (IllegalStateException e) {
      // The process is ending already: what is written from now on may stay unfinished.
    }
  }

  private WholeFile() {}

  static void removeUnfinished() {
    for (Path file : UNFINISHED) {
      try {
        discard(file);
      } catch (IOException e) {
        // The process is ending, and somebody else may have it open.
      }
    }
  }

  /** What a file is to hold. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes the content.
     *
     * @param file exists already, and is empty or a device
     * @throws IOException if that fails
     */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Makes or replaces a file. A link keeps leading where it led, and its file is replaced. A device
   * or a pipe ({@code /dev/stdout}, {@code /dev/null}) is written to: a move would put a plain file
   * in its place, for every program of the machine.
   *
   * @param target the file; its folder exists
   * @param content what it is to hold
   * @throws FileSystemException if {@code target} is a folder, or has none, or may not be written;
   *     it names {@code target} and not the temporary file
   * @throws IOException if {@code content} throws it; {@code target} is as it was then
   */
  public static void write(Path target, Content content) throws IOException {
    Objects.requireNonNull(content, "content");
    requirePlace(target);
    Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    if (Files.exists(place) && !Files.isRegularFile(place)) {
      writeInto(place, content);
      return;
    }
    Path folder = folder(place);
    Path temporary = null;
    try {
      temporary = temporary(folder);
      content.writeTo(temporary);
      moveInto(temporary, place);
    } catch (FileSystemException e) {
      throw isAbout(e, folder, temporary) ? renamed(e, target) : e;
    } catch (IOException e) {
      throw isFull(e, folder) ? full(e, target) : e;
    } finally {
      if (temporary != null) {
        discard(temporary);
      }
    }
  }

  private static void writeInto(Path device, Content content) throws IOException {
    try {
      content.writeTo(device);
    } catch (IOException e) {
      throw e.getClass() == IOException.class && e.getCause() == null ? full(e, device) : e;
    }
  }

  /** A write to a full disk fails without a name, and in the system's language. */
  private static boolean isFull(IOException e, Path folder) throws IOException {
    return e.getClass() == IOException.class
        && e.getCause() == null
        && Files.getFileStore(folder).getUsableSpace() < LITTLE_ROOM;
  }

  private static FileSystemException full(IOException e, Path target) {
    FileSystemException full =
        new FileSystemException(target.toString(), null, String.valueOf(e.getMessage()));
    full.initCause(e);
    return full;
  }

  /**
   * Checks that a file could be there; for callers whose content takes long to make.
   *
   * @param target the file
   * @throws FileSystemException if it is a folder, or its folder does not exist
   */
  public static void requirePlace(Path target) throws FileSystemException {
    Objects.requireNonNull(target, "target");
    if (Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "is a folder; name a file in it");
    }
    if (!Files.isDirectory(folder(target.toAbsolutePath()))) {
      throw new NoSuchFileException(target.toString(), null, "there is no such folder to write to");
    }
  }

  /** Of an absolute path that is no folder. */
  private static Path folder(Path file) {
    return Objects.requireNonNull(file.getParent(), "a file has a folder");
  }

  /**
   * Makes an empty file of a name that nobody has. Others may read it if the user's files usually
   * are readable; {@link Files#createTempFile} would shut out everybody else for ever, also from a
   * cache that was filled once for all users of a machine or a container.
   *
   * @param folder exists
   * @return the new file
   * @throws IOException if it cannot be made
   */
  public static Path temporary(Path folder) throws IOException {
    Objects.requireNonNull(folder, "folder");
    Path file = Files.createFile(folder.resolve(".clip-" + UUID.randomUUID() + ".tmp"));
    UNFINISHED.add(file);
    return file;
  }

  /**
   * Ends a file of {@link #temporary}, whether it was moved to its place or not.
   *
   * @param temporary the file
   * @throws IOException if it is there and cannot be deleted
   */
  public static void discard(Path temporary) throws IOException {
    Objects.requireNonNull(temporary, "temporary");
    UNFINISHED.remove(temporary);
    Files.deleteIfExists(temporary);
  }

  /**
   * Moves in one step; where the file system cannot, replaces.
   *
   * @param from a file
   * @param to another place on the same disk, a file that is there is replaced
   * @throws IOException if that fails
   */
  public static void moveInto(Path from, Path to) throws IOException {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isAbout(FileSystemException e, Path folder, @Nullable Path temporary) {
    String file = e.getFile();
    return file != null
        && (temporary == null ? Path.of(file).startsWith(folder) : Path.of(file).equals(temporary));
  }

  /** The same about the file that the caller knows. */
  private static FileSystemException renamed(FileSystemException e, Path target) {
    String name = target.toString();
    FileSystemException renamed =
        e instanceof AccessDeniedException
            ? new AccessDeniedException(name, null, e.getReason())
            : new FileSystemException(name, null, e.getReason());
    renamed.initCause(e);
    return renamed;
  }
}
