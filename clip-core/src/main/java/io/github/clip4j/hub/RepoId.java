package io.github.clip4j.hub;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a repository, {@code owner/name} or {@code name}, and the rules for revisions and
 * file names below it. Whatever passes here is safe to put into a path and an address.
 */
record RepoId(String value) {
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,96}(/[\\w.-]{1,96})?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  RepoId {
    if (!NAME.matcher(value).matches()
        || value.contains("--")
        || value.contains("..")
        || value.endsWith(".git")
        || !edgesAreClean(value)) {
      throw new IllegalArgumentException(
          "'" + value + "' is no repository name; expected owner/name of letters, digits, . _ -");
    }
  }

  /** The folder of the repository inside the cache. */
  String folderName() {
    return "models--" + value.replace("/", "--");
  }

  @Override
  public String toString() {
    return value;
  }

  static boolean isCommit(String revision) {
    return COMMIT.matcher(revision).matches();
  }

  static String requireRevision(String revision) {
    Objects.requireNonNull(revision, "revision");
    if (!isCleanPath(revision) || revision.length() > 250) {
      throw new IllegalArgumentException("'" + revision + "' is no branch, tag or commit");
    }
    return revision;
  }

  static String requireFile(String file) {
    Objects.requireNonNull(file, "file");
    if (!isCleanPath(file) || file.length() > 500) {
      throw new IllegalArgumentException(
          "'" + file + "' is no file name of a repository (relative, with forward slashes)");
    }
    return file;
  }

  private static boolean edgesAreClean(String value) {
    for (String part : value.split("/", -1)) {
      if (part.startsWith(".")
          || part.startsWith("-")
          || part.endsWith(".")
          || part.endsWith("-")) {
        return false;
      }
    }
    return true;
  }

  /** Blanks would be legal in a file's name, not in an address. */
  private static boolean isCleanPath(String path) {
    return PortableName.isRelativePath(path) && path.indexOf(' ') < 0;
  }
}
