package io.github.clip4j;

import io.github.clip4j.hub.HubClient;
import io.github.clip4j.hub.ModelBundle;
import io.github.clip4j.hub.ModelNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a model's files are: {@code "starter"} is the small model of the clip-starter jar; anything
 * that exists as a file or folder is that; all else is a name for {@link ModelNames}, downloaded if
 * need be. Stateless and thread-safe.
 */
public final class ModelLocator {
  private ModelLocator() {}

  /**
   * The checkpoint file or folder of a model.
   *
   * @param nameOrPath {@code "starter"}, a path, {@code owner/name}, or another of {@link
   *     ModelNames}' forms
   * @throws IOException if it cannot be found, unpacked or fetched
   * @throws IllegalArgumentException if the name has no known form
   */
  public static Path locate(String nameOrPath) throws IOException {
    Objects.requireNonNull(nameOrPath, "nameOrPath");
    return locate(nameOrPath, CacheFolder.ofThisProcess());
  }

  static Path locate(String nameOrPath, Path cache) throws IOException {
    if (nameOrPath.equals(StarterFiles.NAME)) {
      return StarterFiles.folder(cache);
    }
    try {
      Path path = Path.of(nameOrPath);
      if (Files.exists(path)) {
        return local(path, cache);
      }
    } catch (InvalidPathException e) {
      // A name may have characters that no path has here, such as the colon of "hf-hub:".
      return ModelNames.resolve(nameOrPath, HubClient.create());
    }
    return ModelNames.resolve(nameOrPath, HubClient.create());
  }

  /** A file or folder as it is, or what a bundle of {@link ModelBundle} holds. */
  static Path local(Path fileOrFolder, Path cache) throws IOException {
    return ModelBundle.isBundle(fileOrFolder)
        ? ModelBundle.unpack(fileOrFolder, cache.resolve("bundles"))
        : fileOrFolder;
  }
}
