package io.github.clip4j;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.files.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The small model that comes as a jar (artifact {@code clip-starter}), unpacked once into the cache
 * folder: weights are read in place from files. {@code starter.json} in the jar lists the files
 * with their sizes and SHA-256.
 */
final class StarterFiles {
  /** What the model is called in {@link ClipModel#load(String)}. */
  static final String NAME = "starter";

  private static final String RESOURCES = "io/github/clip4j/starter/";
  private static final String MANIFEST = "starter.json";

  private StarterFiles() {}

  private record Entry(String name, long size, String sha256) {}

  /** The folder with the starter's files, unpacked if need be. */
  static Path folder(Path cache) throws IOException {
    List<Entry> entries = manifest();
    StringBuilder key = new StringBuilder();
    entries.forEach(entry -> key.append(entry.sha256(), 0, 8));
    Path folder = cache.resolve("starter").resolve(key.toString());
    if (complete(folder, entries)) {
      return folder;
    }
    CacheFolder.make(folder);
    return FileLocks.holding(
        folder.resolveSibling(key + ".lock"),
        () -> {
          for (Entry entry : entries) {
            if (!complete(folder, List.of(entry))) {
              unpack(entry, folder);
            }
          }
          return folder;
        });
  }

  private static boolean complete(Path folder, List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      Path file = folder.resolve(entry.name());
      if (!Files.isRegularFile(file) || Files.size(file) != entry.size()) {
        return false;
      }
    }
    return true;
  }

  private static List<Entry> manifest() throws IOException {
    try (InputStream in = resource(MANIFEST)) {
      if (in == null) {
        throw new ModelFormatException(
            "STARTER_MISSING",
            "the starter model is not on the class path; add io.github.clip4j:clip-starter, or name"
                + " another model");
      }
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Entry> entries = new ArrayList<>();
      for (JsonElement element :
          JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("files")) {
        JsonObject file = element.getAsJsonObject();
        String name = file.get("name").getAsString();
        if (!name.matches("[A-Za-z0-9_.-]+") || name.startsWith(".")) {
          throw new ModelFormatException("STARTER_BROKEN", "starter.json names a file " + name);
        }
        entries.add(
            new Entry(name, file.get("size").getAsLong(), file.get("sha256").getAsString()));
      }
      return entries;
    } catch (JsonParseException | IllegalStateException e) {
      throw new ModelFormatException("STARTER_BROKEN", "starter.json cannot be read", e);
    }
  }

  /** By class loader, not by class: a class of a named module sees its own module's files only. */
  private static @Nullable InputStream resource(String name) {
    ClassLoader own = StarterFiles.class.getClassLoader();
    InputStream found = own == null ? null : own.getResourceAsStream(RESOURCES + name);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (found == null && context != null) {
      found = context.getResourceAsStream(RESOURCES + name);
    }
    return found;
  }

  private static void copy(Entry entry, Path file) throws IOException {
    try (InputStream in = resource(entry.name())) {
      if (in == null) {
        throw new ModelFormatException("STARTER_BROKEN", "the starter jar lacks " + entry.name());
      }
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      String found = Checkpoint.fileHash(file);
      if (!found.equals(entry.sha256())) {
        throw new ModelFormatException(
            "STARTER_BROKEN",
            entry.name() + " in the starter jar has SHA-256 " + found + ", not " + entry.sha256());
      }
    }
  }

  private static void unpack(Entry entry, Path folder) throws IOException {
    WholeFile.write(folder.resolve(entry.name()), temporary -> copy(entry, temporary));
  }
}
