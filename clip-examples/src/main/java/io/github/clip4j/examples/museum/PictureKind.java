package io.github.clip4j.examples.museum;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether an answer is a picture: by what the server says of it, and by its first bytes. */
final class PictureKind {
  private PictureKind() {}

  /** What is wrong with a content type; empty if nothing is. */
  static String complaint(String contentType) {
    String type = contentType.toLowerCase(Locale.ROOT).strip();
    if (type.startsWith("text/html") || type.startsWith("application/xhtml")) {
      return "a page (" + type + ") instead of a picture";
    }
    if (type.isEmpty()
        || type.startsWith("image/")
        || type.startsWith("application/octet-stream")
        || type.startsWith("binary/octet-stream")) {
      return "";
    }
    return "content of type " + type + " instead of a picture";
  }

  /** What is wrong with a file; empty if it begins as JPEG, PNG, GIF, BMP, TIFF or WebP do. */
  static String complaint(Path file) throws IOException {
    byte[] head = new byte[16];
    int length;
    try (InputStream in = Files.newInputStream(file)) {
      length = in.readNBytes(head, 0, head.length);
    }
    if (length == 0) {
      return "an empty answer";
    }
    String latin = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    boolean known =
        latin.startsWith("\u00ff\u00d8\u00ff")
            || latin.startsWith("\u0089PNG\r\n\u001a\n")
            || latin.startsWith("GIF87a")
            || latin.startsWith("GIF89a")
            || latin.startsWith("BM")
            || latin.startsWith("II*\0")
            || latin.startsWith("MM\0*")
            || (latin.startsWith("RIFF") && latin.startsWith("WEBP", 8));
    if (known) {
      return "";
    }
    return latin.stripLeading().startsWith("<")
        ? "a page instead of a picture"
        : "no picture format that is known";
  }
}
