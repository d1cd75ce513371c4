package io.github.clip4j.torchscript;

import io.github.clip4j.files.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the writer needs of a file system; tests have one that fails when told to. */
class Disk {
  static final Disk REAL = new Disk();

  /** Makes an empty file of a name that nobody has. */
  Path createTemporary(Path folder) throws IOException {
    return WholeFile.temporary(folder);
  }

  /** Begins a zip in an empty file. */
  StoredZip openZip(Path file) throws IOException {
    return new StoredZip(FileChannel.open(file, StandardOpenOption.WRITE));
  }

  /** Bytes that may still be written there. */
  long room(Path folder) throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }
}
