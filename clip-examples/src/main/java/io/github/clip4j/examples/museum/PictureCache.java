package io.github.clip4j.examples.museum;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.clip4j.files.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Pictures on disk, found by their address. Beside each {@code KEY.picture} lies {@code KEY.json}
 * with the address and what the server said to recognise this version by. What has come only in
 * part is {@code KEY.part}, so that a download can go on after a cut or a kill. The key is the
 * beginning of the address's SHA-256.
 */
final class PictureCache {
  private final Path folder;

  PictureCache(Path folder) {
    this.folder = folder;
  }

  /**
   * What the server called a version of a picture.
   *
   * @param etag its {@code ETag}; empty if it has none
   * @param modified its {@code Last-Modified}; empty if it has none
   */
  record Version(String etag, String modified) {
    static final Version UNKNOWN = new Version("", "");

    /** What goes into {@code If-Range}: a weak tag may not. Empty if the version is not known. */
    String forRange() {
      return etag.isEmpty() || etag.startsWith("W/") ? modified : etag;
    }
  }

  Path folder() {
    return folder;
  }

  Path picture(URI address) {
    return folder.resolve(key(address) + ".picture");
  }

  Path part(URI address) {
    return folder.resolve(key(address) + ".part");
  }

  Version version(URI address) {
    return read(folder.resolve(key(address) + ".json"), address);
  }

  Version partVersion(URI address) {
    return read(folder.resolve(key(address) + ".part.json"), address);
  }

  /** The bytes of a part that can be gone on from; 0 if its version is not known. */
  long partLength(URI address) throws IOException {
    if (partVersion(address).forRange().isEmpty()) {
      return 0;
    }
    try {
      return Files.size(part(address));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  void startPart(URI address, Version version) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve(key(address) + ".part.json"), address, version);
  }

  void dropPart(URI address) throws IOException {
    Files.deleteIfExists(part(address));
    Files.deleteIfExists(folder.resolve(key(address) + ".part.json"));
  }

  /** Makes the part the picture. */
  Path complete(URI address) throws IOException {
    Version version = partVersion(address);
    Path picture = picture(address);
    WholeFile.moveInto(part(address), picture);
    write(folder.resolve(key(address) + ".json"), address, version);
    Files.deleteIfExists(folder.resolve(key(address) + ".part.json"));
    return picture;
  }

  private static void write(Path file, URI address, Version version) throws IOException {
    JsonObject object = new JsonObject();
    object.addProperty("address", address.toString());
    object.addProperty("etag", version.etag());
    object.addProperty("modified", version.modified());
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(temporary, object.toString());
    WholeFile.moveInto(temporary, file);
  }

  private static Version read(Path file, URI address) {
    try {
      JsonElement element = JsonParser.parseString(Files.readString(file));
      if (element.isJsonObject() && text(element, "address").equals(address.toString())) {
        return new Version(text(element, "etag"), text(element, "modified"));
      }
    } catch (IOException | JsonParseException e) {
      // Not there, or cut off by a kill: the picture is asked for as if it were new.
      return Version.UNKNOWN;
    }
    return Version.UNKNOWN;
  }

  private static String text(JsonElement object, String name) {
    JsonElement value = object.getAsJsonObject().get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  private static String key(URI address) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(address.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
