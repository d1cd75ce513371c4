package io.github.clip4j.examples.gallery;

import io.github.clip4j.examples.report.Thumbnail;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.image.Rgb;
import io.github.clip4j.image.RgbImage;
import io.github.clip4j.search.IndexEntry;
import io.github.clip4j.search.IndexFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small pictures of one page, made by the library's own decoder, which holds against hostile
 * files. A picture that is gone or broken gets a note instead; so does one beyond the page's limit.
 * Not thread-safe.
 */
final class Faces {
  /** Sides of the squares that pictures are fitted into, in pixels. */
  static final int LARGE = 224;

  static final int SMALL = 128;

  private static final long MAX_PIXELS = 100_000_000;
  private static final long MAX_FILE_BYTES = 512L << 20;

  private final ImagePreprocessor decoder =
      new ImagePreprocessor(
          PreprocessConfig.openClip(LARGE)
              .withExifOrientation(true)
              .withBackground(new Rgb(255f, 255f, 255f))
              .withMaxPixels(MAX_PIXELS));
  private final Map<String, Face> faces = new HashMap<>();
  private final List<IndexFailure> failures = new ArrayList<>();
  private long bytesLeft;
  private int thumbnails;
  private int leftOut;

  /**
   * Starts a page.
   *
   * @param maxBytes the most characters that all pictures together take
   */
  Faces(long maxBytes) {
    bytesLeft = maxBytes;
  }

  /**
   * A picture of the page.
   *
   * @param large the address of its larger copy; null if none was asked for, or with a note
   * @param small the address of its smaller copy; the same
   * @param note what to say instead or besides; empty if there is nothing to say
   */
  record Face(@Nullable String large, @Nullable String small, String note) {
    static final Face NONE = new Face(null, null, "");
  }

  /** Makes the copies of a picture; it is decoded once for both. */
  void make(IndexEntry entry, boolean large, boolean small) {
    faces.computeIfAbsent(entry.path(), path -> face(entry, large, small));
  }

  /** What was made of a picture. */
  Face of(IndexEntry entry) {
    return faces.getOrDefault(entry.path(), Face.NONE);
  }

  private Face face(IndexEntry entry, boolean large, boolean small) {
    RgbImage picture;
    boolean changed;
    try {
      Path file = entry.file();
      requireReadable(file);
      changed = isChanged(entry);
      picture = decoder.decode(file);
    } catch (NoSuchFileException e) {
      return failed(entry, "the file is no longer there", "no longer there");
    } catch (IOException e) {
      return failed(entry, String.valueOf(e.getMessage()), "cannot be read any more");
    }
    String note = changed ? "changed since it was indexed" : "";
    String largeAddress = large ? kept(Thumbnail.compactAddress(picture, LARGE)) : null;
    String smallAddress = small ? kept(Thumbnail.compactAddress(picture, SMALL)) : null;
    if ((large && largeAddress == null) || (small && smallAddress == null)) {
      leftOut++;
      note = "left out to keep this page small";
    }
    return new Face(largeAddress, smallAddress, note);
  }

  private static void requireReadable(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is not a file any more");
    }
    long size = Files.size(file);
    if (size > MAX_FILE_BYTES) {
      throw new IOException("the file has " + size + " bytes, more than " + MAX_FILE_BYTES);
    }
  }

  private static boolean isChanged(IndexEntry entry) throws IOException {
    // The index keeps times in milliseconds; some file systems only whole seconds.
    Duration apart =
        Duration.between(entry.modified(), Files.getLastModifiedTime(entry.file()).toInstant());
    return Files.size(entry.file()) != entry.bytes() || apart.abs().toSeconds() >= 2;
  }

  private Face failed(IndexEntry entry, String reason, String note) {
    String file = entry.file() + ": ";
    failures.add(
        new IndexFailure(
            entry.path(), reason.startsWith(file) ? reason.substring(file.length()) : reason));
    return new Face(null, null, note);
  }

  private @Nullable String kept(String address) {
    if (address.length() > bytesLeft) {
      return null;
    }
    bytesLeft -= address.length();
    thumbnails++;
    return address;
  }

  /** How many small pictures there are. */
  int thumbnails() {
    return thumbnails;
  }

  /** How many pictures had no room. */
  int leftOut() {
    return leftOut;
  }

  /** What could not be shown. */
  List<IndexFailure> failures() {
    return List.copyOf(failures);
  }
}
