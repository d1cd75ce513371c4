package io.github.clip4j;

import io.github.clip4j.errors.HubException;
import io.github.clip4j.errors.HubHttpException;
import io.github.clip4j.errors.OfflineException;
import io.github.clip4j.hub.HubClient;
import io.github.clip4j.hub.ModelBundle;
import io.github.clip4j.hub.ModelNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a model's files are: {@code "starter"} is the small model of the clip-starter jar; anything
 * that exists as a file or folder is that; all else is a name for {@link ModelNames}, downloaded if
 * need be. What can only be a path, or lies in a folder that exists, is never asked for at a hub:
 * it is a path with a slip in it. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelLocator {
  private static final int LISTED = 8;

  private ModelLocator() {}

  /**
   * {@return the checkpoint file or folder of a model}
   *
   * @param nameOrPath {@code "starter"}, a path, {@code owner/name}, or another of {@link
   *     ModelNames}' forms
   * @throws NoSuchFileException if it is a path, and nothing is there
   * @throws IOException if it cannot be found, unpacked or fetched
   * @throws IllegalArgumentException if the name has no known form
   */
  public static Path locate(String nameOrPath) throws IOException {
    return locate(nameOrPath, CacheFolder.ofThisProcess(), HubClient::create);
  }

  /**
   * {@return the checkpoint file or folder of a model, with the caller's way of fetching it: its
   * settings, and who is told of the progress}
   *
   * @param nameOrPath as for {@link #locate(String)}
   * @param client asked only for what is no path
   * @throws IOException as {@link #locate(String)}
   * @throws IllegalArgumentException as {@link #locate(String)}
   */
  public static Path locate(String nameOrPath, HubClient client) throws IOException {
    Objects.requireNonNull(client, "client");
    return locate(nameOrPath, CacheFolder.ofThisProcess(), () -> client);
  }

  static Path locate(String nameOrPath, Path cache) throws IOException {
    return locate(nameOrPath, cache, HubClient::create);
  }

  private static Path locate(String nameOrPath, Path cache, Supplier<HubClient> client)
      throws IOException {
    Objects.requireNonNull(nameOrPath, "nameOrPath");
    if (nameOrPath.equals(StarterFiles.NAME)) {
      return StarterFiles.folder(cache);
    }
    Path path = path(nameOrPath);
    if (path != null && Files.exists(path)) {
      return local(path, cache);
    }
    requireNoPath(nameOrPath, path);
    try {
      return ModelNames.resolve(nameOrPath, client.get());
    } catch (OfflineException e) {
      throw new OfflineException(asName(nameOrPath, e));
    } catch (HubHttpException e) {
      // 401 is also the hub's answer for a name that nobody has.
      throw e.status() == 401 || e.status() == 404
          ? new HubHttpException(e.status(), asName(nameOrPath, e))
          : e;
    } catch (HubException e) {
      throw e.getClass() == HubException.class
          ? new HubException(e.code(), asName(nameOrPath, e), e)
          : e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(asName(nameOrPath, e), e);
    }
  }

  /** Both readings of something that is neither: what is not here, and what the hub said. */
  private static String asName(String nameOrPath, Exception failure) {
    boolean onlyName = nameOrPath.startsWith("hf-hub:") || nameOrPath.startsWith("openai:");
    return onlyName
        ? String.valueOf(failure.getMessage())
        : "no file or folder '" + nameOrPath + "' here; as a model's name: " + failure.getMessage();
  }

  /** A path, or null: a name may have characters that no path has here, such as a colon. */
  private static @Nullable Path path(String nameOrPath) {
    try {
      return nameOrPath.isEmpty() ? null : Path.of(nameOrPath);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static void requireNoPath(String text, @Nullable Path path) throws NoSuchFileException {
    Path parent = path == null ? null : path.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      parent = null;
    }
    if (parent == null && !canOnlyBePath(text)) {
      return;
    }
    if (text.toLowerCase(Locale.ROOT).startsWith("file:")) {
      throw new NoSuchFileException(
          text, null, "no such file or folder; write the path itself, not its address");
    }
    String near = parent != null ? " (the folder " + parent + " has " + list(parent) + ")" : "";
    String hub = canOnlyBePath(text) ? "" : "; as a model's name write " + asNameWithoutDoubt(text);
    throw new NoSuchFileException(text, null, "no such file or folder" + near + hub);
  }

  /** A spelling that is no path: open_clip's names may have a colon, repositories a prefix. */
  private static String asNameWithoutDoubt(String text) {
    int slash = text.lastIndexOf('/');
    boolean openClip = slash > 0 && ModelNames.isArchitecture(text.substring(0, slash));
    return openClip ? text.substring(0, slash) + ":" + text.substring(slash + 1) : "hf-hub:" + text;
  }

  private static boolean canOnlyBePath(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return text.startsWith("/")
        || text.startsWith("./")
        || text.startsWith("../")
        || text.startsWith("~")
        || text.contains("\\")
        || text.matches("[A-Za-z]:[/\\\\].*")
        || lower.startsWith("file:")
        || lower.endsWith(".safetensors")
        || lower.endsWith(".pt")
        || lower.endsWith(".pth")
        || lower.endsWith(".bin")
        || lower.endsWith(".zip")
        || lower.endsWith(".json");
  }

  private static String list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .limit(LISTED + 1L)
              .map(file -> String.valueOf(file.getFileName()))
              .sorted()
              .toList();
      if (names.isEmpty()) {
        return "nothing in it";
      }
      String first = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
      return names.size() > LISTED ? first + ", …" : first;
    } catch (IOException | UncheckedIOException e) {
      return "files that cannot be listed";
    }
  }

  /** A file or folder as it is, or what a bundle of {@link ModelBundle} holds. */
  static Path local(Path fileOrFolder, Path cache) throws IOException {
    return ModelBundle.isBundle(fileOrFolder)
        ? ModelBundle.unpack(fileOrFolder, cache.resolve("bundles"))
        : fileOrFolder;
  }
}
