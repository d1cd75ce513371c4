package io.github.clip4j.hub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.clip4j.errors.ChecksumMismatchException;
import io.github.clip4j.errors.HubException;
import io.github.clip4j.files.WholeFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A model as one file, to carry to a machine without a network. It is a zip without compression:
 * first {@code clip-bundle.json}, which lists name, size and SHA-256 of each file, then those files
 * in that order. Nothing else is accepted when it is read, and every file is checked. Stateless.
 *
 * @since 0.1.0
 */
public final class ModelBundle {
  private static final String MANIFEST = "clip-bundle.json";
  private static final int FORMAT = 1;
  private static final int MANIFEST_LIMIT = 1 << 20;
  private static final int FILE_LIMIT = 1001;
  private static final ContentHash SHA_256 = ContentHash.sha256("");

  private ModelBundle() {}

  /** A file of a bundle. */
  private record Part(String name, long size, String sha256) {}

  /**
   * Writes a bundle. The target appears when it is complete.
   *
   * @param model a folder with configuration and weights, or a single file, as {@link
   *     ModelNames#resolve} gives it
   * @param name what the model is called, kept for people
   * @param target the file to write; an existing one is replaced
   * @throws HubException if the folder holds no file, or too many; or a single file has a name that
   *     not every system can have
   */
  public static void write(Path model, String name, Path target) throws IOException {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(target, "target");
    boolean folder = Files.isDirectory(model);
    if (!folder && !isPlain(fileName(model))) {
      throw new HubException(
          "HUB_BUNDLE",
          model + ": rename the file to letters, digits, . _ - to put it into a bundle",
          null);
    }
    List<Path> files = folder ? filesIn(model) : List.of(model);
    List<Part> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(new Part(fileName(file), Files.size(file), SHA_256.of(file)));
    }
    WholeFile.write(
        target,
        file -> {
          writeZip(name, files, parts, file);
          if (Files.isRegularFile(file)) {
            HubCache.force(file);
          }
        });
  }

  private static void writeZip(String name, List<Path> files, List<Part> parts, Path target)
      throws IOException {
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16);
        ZipOutputStream zip = new ZipOutputStream(raw, StandardCharsets.UTF_8)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      zip.putNextEntry(entry(MANIFEST));
      zip.write(manifest(name, parts).getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < files.size(); i++) {
        zip.putNextEntry(entry(parts.get(i).name()));
        Files.copy(files.get(i), zip);
      }
    }
  }

  /**
   * {@return whether a file begins as a bundle does; false for folders and for what cannot be read}
   *
   * @param file any path
   */
  public static boolean isBundle(Path file) {
    Objects.requireNonNull(file, "file");
    byte[] name = MANIFEST.getBytes(StandardCharsets.US_ASCII);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      // A local file header of zip: 4 bytes signature, 26 bytes of fields, then the name.
      byte[] head = in.readNBytes(30 + name.length);
      return head.length == 30 + name.length
          && head[0] == 'P'
          && head[1] == 'K'
          && new String(head, 30, name.length, StandardCharsets.US_ASCII).equals(MANIFEST);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Unpacks a bundle, or finds what an earlier call unpacked.
   *
   * @param bundle a file that {@link #write} wrote
   * @param cache the folder below which the model is kept, one folder a bundle
   * @return the model's folder, or its file where it is a single one
   * @throws ChecksumMismatchException if a file has other bytes than the list says
   * @throws HubException if it is no bundle, or a damaged one
   */
  public static Path unpack(Path bundle, Path cache) throws IOException {
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(cache, "cache");
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(bundle), 1 << 16);
        ZipInputStream zip = new ZipInputStream(raw, StandardCharsets.UTF_8)) {
      ZipEntry first = zip.getNextEntry();
      if (first == null || !first.getName().equals(MANIFEST)) {
        throw broken(bundle, "does not begin with " + MANIFEST, null);
      }
      byte[] manifest = zip.readNBytes(MANIFEST_LIMIT + 1);
      List<Part> parts = parts(bundle, manifest);
      ContentHash.Running key = SHA_256.start(manifest.length);
      key.update(ByteBuffer.wrap(manifest));
      Path home = cache.resolve(key.hex());
      if (!isUnpacked(home, parts)) {
        unpack(bundle, zip, parts, home);
      }
      return parts.size() == 1 ? home.resolve(parts.get(0).name()) : home;
    } catch (ZipException | EOFException e) {
      throw broken(bundle, "damaged or cut: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      // The JDK's zip reader says so where a name is not UTF-8.
      throw broken(bundle, "a malformed entry name", e);
    }
  }

  private static void unpack(Path bundle, ZipInputStream zip, List<Part> parts, Path home)
      throws IOException {
    Path temporary = home.resolveSibling(fileName(home) + "." + UUID.randomUUID());
    Files.createDirectories(temporary);
    try {
      for (Part part : parts) {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(part.name())) {
          throw broken(bundle, part.name() + " is missing or out of order", null);
        }
        copy(bundle, zip, part, temporary.resolve(part.name()));
      }
      if (zip.getNextEntry() != null) {
        throw broken(bundle, "holds files that its list does not name", null);
      }
      try {
        WholeFile.moveInto(temporary, home);
      } catch (IOException e) {
        if (!isUnpacked(home, parts)) {
          deleteAll(home);
          WholeFile.moveInto(temporary, home);
        }
      }
    } finally {
      deleteAll(temporary);
    }
  }

  private static void copy(Path bundle, InputStream in, Part part, Path target) throws IOException {
    ContentHash.Running hash = SHA_256.start(part.size());
    byte[] buffer = new byte[1 << 16];
    long count = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count += n;
        if (count > part.size()) {
          throw broken(bundle, part.name() + " is longer than its list says", null);
        }
        hash.update(ByteBuffer.wrap(buffer, 0, n));
        out.write(buffer, 0, n);
      }
    }
    if (count != part.size() || !hash.hex().equals(part.sha256())) {
      throw new ChecksumMismatchException(
          String.format(
              Locale.ROOT,
              "%s: %s has %d bytes with SHA-256 %s, expected %d with %s",
              bundle,
              part.name(),
              count,
              hash.hex(),
              part.size(),
              part.sha256()));
    }
    HubCache.force(target);
  }

  private static boolean isUnpacked(Path home, List<Part> parts) throws IOException {
    for (Part part : parts) {
      Path file = home.resolve(part.name());
      if (!Files.isRegularFile(file) || Files.size(file) != part.size()) {
        return false;
      }
    }
    return true;
  }

  private static List<Part> parts(Path bundle, byte[] manifest) throws HubException {
    if (manifest.length > MANIFEST_LIMIT) {
      throw broken(bundle, MANIFEST + " is larger than " + MANIFEST_LIMIT + " bytes", null);
    }
    List<Part> parts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try {
      JsonObject root =
          JsonParser.parseString(new String(manifest, StandardCharsets.UTF_8)).getAsJsonObject();
      if (root.get("format").getAsInt() != FORMAT) {
        throw broken(bundle, "has format " + root.get("format") + ", this reads " + FORMAT, null);
      }
      for (JsonElement element : root.getAsJsonArray("files")) {
        JsonObject file = element.getAsJsonObject();
        String name = file.get("name").getAsString();
        // Names that differ in case only are one file under Windows and macOS.
        if (!isPlain(name) || !names.add(name.toLowerCase(Locale.ROOT))) {
          throw broken(bundle, "'" + name + "' is no plain file name, or named twice", null);
        }
        parts.add(new Part(name, file.get("size").getAsLong(), file.get("sha256").getAsString()));
      }
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw broken(bundle, MANIFEST + " is malformed", e);
    }
    if (parts.isEmpty() || parts.size() > FILE_LIMIT) {
      throw broken(bundle, "lists " + parts.size() + " files", null);
    }
    return parts;
  }

  private static String manifest(String name, List<Part> parts) {
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    root.addProperty("name", name);
    JsonArray files = new JsonArray();
    for (Part part : parts) {
      JsonObject file = new JsonObject();
      file.addProperty("name", part.name());
      file.addProperty("size", part.size());
      file.addProperty("sha256", part.sha256());
      files.add(file);
    }
    root.add("files", files);
    return root + "\n";
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      List<Path> files =
          list.filter(Files::isRegularFile)
              .filter(file -> !fileName(file).endsWith(".incomplete"))
              .filter(file -> isPlain(fileName(file)))
              .sorted()
              .toList();
      if (files.isEmpty() || files.size() > FILE_LIMIT) {
        throw new HubException(
            "HUB_BUNDLE", folder + " holds " + files.size() + " files: no model to bundle", null);
      }
      return files;
    }
  }

  /** A fixed time, so that two bundles of one model are the same bytes. */
  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    return entry;
  }

  private static boolean isPlain(String name) {
    return name.matches("[\\w-][\\w.-]*") && PortableName.isName(name);
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static HubException broken(Path bundle, String reason, @Nullable Throwable cause) {
    return new HubException("HUB_BUNDLE", bundle + " is no sound model bundle: " + reason, cause);
  }
}
