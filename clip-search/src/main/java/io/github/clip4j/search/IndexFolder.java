package io.github.clip4j.search;

import com.google.gson.Gson;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/** The folder of an index, what its commits say about themselves, and errors in our own words. */
final class IndexFolder {
  private static final String FORMAT = "clip4j.format";
  private static final String FORMAT_NOW = "1";
  private static final String MODEL = "clip4j.model";
  private static final String ROOT = "clip4j.folder";
  private static final String CREATED = "clip4j.created";
  private static final Gson JSON = new Gson();

  private IndexFolder() {}

  /**
   * What every commit carries.
   *
   * @param model which model made it
   * @param root the folder of the pictures, absolute
   * @param created when the index was made
   */
  record About(ModelIdentity model, Path root, Instant created) {
    Map<String, String> toCommit() {
      Map<String, String> data = new LinkedHashMap<>();
      data.put(FORMAT, FORMAT_NOW);
      data.put(MODEL, JSON.toJson(model));
      data.put(ROOT, root.toString());
      data.put(CREATED, created.toString());
      return data;
    }
  }

  /** What the commit says, for an index of ours. */
  static About about(Map<String, String> commit, Path index) throws IndexException {
    String format = commit.get(FORMAT);
    String model = commit.get(MODEL);
    String root = commit.get(ROOT);
    String created = commit.get(CREATED);
    if (format == null || model == null || root == null || created == null) {
      throw new IndexException(
          "IDX_NOT_INDEX", index + " is a Lucene index, but not one of pictures made by clip4j");
    }
    if (!format.equals(FORMAT_NOW)) {
      throw new IndexException(
          "IDX_FORMAT",
          index
              + " has index format "
              + format
              + ", this version reads "
              + FORMAT_NOW
              + "; make it anew");
    }
    return new About(
        JSON.fromJson(model, ModelIdentity.class), Path.of(root), Instant.parse(created));
  }

  /** Opens the newest commit, or says in one sentence why not. */
  static FSDirectory openExisting(Path index) throws IOException {
    if (!Files.isDirectory(index)) {
      throw new IndexException(
          "IDX_MISSING",
          index
              + (Files.exists(index) ? ": not a folder" : ": no such folder")
              + "; make an index first");
    }
    FSDirectory directory = FSDirectory.open(index);
    boolean found = false;
    try {
      if (!DirectoryReader.indexExists(directory)) {
        throw new IndexException(
            "IDX_MISSING", index + ": there is no index in this folder; make one first");
      }
      found = true;
    } finally {
      if (!found) {
        directory.close();
      }
    }
    return directory;
  }

  /** Refuses to write among files that are not of an index. */
  static void requireOurs(Path index) throws IOException {
    if (Files.exists(index) && !Files.isDirectory(index)) {
      throw new IndexException("IDX_NOT_INDEX", index + " is a file, not a folder");
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(index)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        boolean lucene =
            name.equals("write.lock")
                || name.startsWith("segments")
                || name.startsWith("pending_segments")
                || name.startsWith("_");
        if (!lucene) {
          throw new IndexException(
              "IDX_NOT_INDEX",
              index + " holds other files ('" + name + "'); name a new or an empty folder");
        }
      }
    } catch (NoSuchFileException e) {
      // It will be made.
    }
  }

  /** Lucene's complaint about its files in our words; anything else as it is. */
  static IOException explain(IOException failure, Path index) {
    if (failure instanceof IndexFormatTooNewException
        || failure instanceof IndexFormatTooOldException) {
      return new IndexException(
          "IDX_FORMAT",
          index + " was made with another version of Lucene, or is damaged; make it anew",
          failure);
    }
    if (failure instanceof CorruptIndexException
        || failure instanceof IndexNotFoundException
        || failure instanceof EOFException
        || (failure instanceof NoSuchFileException missing && isWithin(missing.getFile(), index))) {
      return new IndexException(
          "IDX_DAMAGED",
          index
              + ": files of the index are missing or damaged ("
              + firstLine(failure.getMessage())
              + "); delete the folder and index again",
          failure);
    }
    return failure;
  }

  /** A picture that is missing says nothing about the index. */
  private static boolean isWithin(@Nullable String file, Path index) {
    return file != null && Path.of(file).toAbsolutePath().startsWith(index);
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no details" : message.lines().findFirst().orElse("no details");
  }
}
