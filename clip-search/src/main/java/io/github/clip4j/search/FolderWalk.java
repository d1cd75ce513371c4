package io.github.clip4j.search;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The picture files below a folder, one at a time, each folder in the order of its names. Hidden
 * files and folders are left out. A link that leads to somewhere inside the folder is not followed,
 * since what it leads to is found there; one that leads outside is followed once. So every walk
 * ends. Not thread-safe.
 */
final class FolderWalk implements Iterator<FolderWalk.Found> {
  /** Names of files that are taken for pictures; those that cannot be decoded are reported. */
  private static final Set<String> EXTENSIONS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "dib", "tif", "tiff", "webp", "heic",
          "heif", "avif", "jxl", "jp2");

  private final Path root;
  private final Path realRoot;
  private final @Nullable Path realIndex;
  private final List<PathMatcher> excluded;
  private final List<PathMatcher> excludedNames;
  private final Deque<Iterator<Path>> open = new ArrayDeque<>();
  private final Set<Path> followed = new HashSet<>();
  private @Nullable Found next;

  /**
   * A file, or a folder that could not be looked into.
   *
   * @param file absolute
   * @param problem why it cannot be used, or null
   * @param folder whether it is a folder
   */
  record Found(IndexFields.Stamp stamp, Path file, @Nullable String problem, boolean folder) {}

  /** What is left out of a walk. */
  record Excludes(List<PathMatcher> paths, List<PathMatcher> names) {}

  FolderWalk(Path root, Path index, Excludes excludes) throws IOException {
    this.root = root;
    this.excluded = excludes.paths();
    this.excludedNames = excludes.names();
    realRoot = root.toRealPath();
    realIndex = Files.exists(index) ? index.toRealPath() : null;
    open.push(list(root));
  }

  @Override
  public boolean hasNext() {
    while (next == null && !open.isEmpty()) {
      Iterator<Path> folder = open.element();
      if (folder.hasNext()) {
        look(folder.next());
      } else {
        open.remove();
      }
    }
    return next != null;
  }

  @Override
  public Found next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Found found = next;
    next = null;
    return found;
  }

  private void look(Path file) {
    if (isLeftOut(file)) {
      return;
    }
    try {
      BasicFileAttributes link =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      BasicFileAttributes attributes = link;
      if (link.isSymbolicLink()) {
        Path target = file.toRealPath();
        if (target.startsWith(realRoot)) {
          return;
        }
        attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory() && (realRoot.startsWith(target) || !followed.add(target))) {
          return;
        }
      }
      if (attributes.isDirectory()) {
        enter(file);
      } else if (attributes.isRegularFile() && hasPictureName(file)) {
        IndexFields.Stamp stamp =
            new IndexFields.Stamp(
                relative(file),
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        next = new Found(stamp, file, nameProblem(file, stamp.path()), false);
      }
    } catch (NoSuchFileException e) {
      // Gone since the folder was listed, or a link to nothing.
    } catch (IOException e) {
      if (hasPictureName(file)) {
        next = problem(file, reason(e), false);
      }
    }
  }

  private void enter(Path folder) throws IOException {
    if (realIndex != null && folder.toRealPath().equals(realIndex)) {
      return;
    }
    try {
      open.push(list(folder));
    } catch (NoSuchFileException e) {
      // Gone since.
    } catch (IOException e) {
      next = problem(folder, reason(e), true);
    }
  }

  private static Iterator<Path> list(Path folder) throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(names::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(Comparator.comparing(Path::toString));
    return names.iterator();
  }

  private Found problem(Path file, String reason, boolean folder) {
    return new Found(new IndexFields.Stamp(relative(file), -1, 0), file, reason, folder);
  }

  private boolean isLeftOut(Path file) {
    Path name = file.getFileName();
    if (name == null || name.toString().startsWith(".")) {
      return true;
    }
    try {
      if (Files.isHidden(file)) {
        return true;
      }
    } catch (IOException e) {
      // Reading it will say why.
      return false;
    }
    Path relative = root.relativize(file);
    return excluded.stream().anyMatch(pattern -> pattern.matches(relative))
        || excludedNames.stream().anyMatch(pattern -> pattern.matches(name));
  }

  private static boolean hasPictureName(Path file) {
    String name = String.valueOf(file.getFileName());
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return EXTENSIONS.contains(extension.toLowerCase(Locale.ROOT));
  }

  private String relative(Path file) {
    String separator = root.getFileSystem().getSeparator();
    return root.relativize(file).toString().replace(separator, "/");
  }

  /** A name that text cannot hold would be lost in the index. */
  private @Nullable String nameProblem(Path file, String path) {
    return IndexFields.file(root, path).equals(file)
        ? null
        : "the name has bytes that are no text in this system's character set; rename the file";
  }

  /** In one sentence, without the path. */
  static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return String.valueOf(file.getReason());
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
