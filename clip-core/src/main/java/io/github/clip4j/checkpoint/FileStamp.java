package io.github.clip4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * What a file system tells of a file without reading it; as long as it stays, the bytes are taken
 * to be the same.
 *
 * @param size bytes
 * @param modified time of the last change of the contents, which programs can set at will
 * @param changed time of the last change of status, which they cannot; where the system has none,
 *     the time before
 * @param key the file's number, or "null" where the system has none
 */
record FileStamp(long size, Instant modified, Instant changed, String key) {

  static FileStamp of(Path file) throws IOException {
    BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
    FileTime changed = basic.lastModifiedTime();
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      Map<String, Object> unix = Files.readAttributes(file, "unix:ctime");
      changed = unix.get("ctime") instanceof FileTime time ? time : changed;
    }
    return new FileStamp(
        basic.size(),
        basic.lastModifiedTime().toInstant(),
        changed.toInstant(),
        String.valueOf(basic.fileKey()));
  }

  /** Whether the last change lies before that time. */
  boolean isBefore(Instant time) {
    return modified.isBefore(time) && changed.isBefore(time);
  }
}
