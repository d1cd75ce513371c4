package io.github.clip4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a file that is written whole")
class WholeFileTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("replaces what was there, and leaves nothing else in the folder")
  void replaces() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old and longer");

    WholeFile.write(file, to -> Files.writeString(to, "new"));

    assertThat(file).hasContent("new");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  @DisplayName("is as it was when its content cannot be made")
  void failureChangesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    to -> {
                      Files.writeString(to, "half");
                      throw new IOException("the disk is full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");

    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  @DisplayName("may be read by whoever may read the user's other files")
  void usualPermissions() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "POSIX only");
    Path plain = Files.writeString(folder.resolve("plain.txt"), "as any program writes");
    Path whole = folder.resolve("whole.txt");

    WholeFile.write(whole, to -> Files.writeString(to, "x"));

    assertThat(Files.getPosixFilePermissions(whole))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  @DisplayName("keeps a link that leads to it")
  void keepsLinks() throws IOException {
    Path real = Files.writeString(Files.createDirectory(folder.resolve("far")).resolve("a"), "old");
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, real);
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "no links here");
    }

    WholeFile.write(link, to -> Files.writeString(to, "new"));

    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  @DisplayName("a pipe or device stays what it is: it is written to, not replaced")
  void devicesStay() throws Exception {
    Path pipe = folder.resolve("pipe");
    try {
      assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
    } catch (IOException e) {
      assumeTrue(false, "no mkfifo here");
    }
    Path copy = folder.resolve("copy");
    Process reader =
        new ProcessBuilder("cat", pipe.toString()).redirectOutput(copy.toFile()).start();

    WholeFile.write(pipe, to -> Files.writeString(to, "through the pipe"));

    assertThat(reader.waitFor()).isZero();
    assertThat(copy).hasContent("through the pipe");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  @DisplayName("a device that takes no more is named")
  void fullDevice() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full) && !Files.isRegularFile(full), "Linux has one");
    assertThatThrownBy(() -> WholeFile.write(full, to -> Files.writeString(to, "x")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("/dev/full: ");
    assertThat(Files.isRegularFile(full)).isFalse();
  }

  @Test
  @DisplayName("names the file that was asked for when it cannot be: a folder, no folder")
  void errorsNameTheTarget() {
    assertThatThrownBy(() -> WholeFile.write(folder, to -> {}))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(folder + ": is a folder; name a file in it");

    Path lost = folder.resolve("missing").resolve("a.txt");
    assertThatThrownBy(() -> WholeFile.write(lost, to -> {}))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(lost + ": there is no such folder to write to");
  }

  @Test
  @DisplayName("is not there half when the process ends in the middle: Ctrl-C leaves no litter")
  void processEnds() throws IOException {
    Path target = folder.resolve("a.txt");
    WholeFile.write(
        target,
        to -> {
          Files.writeString(to, "whole");
          assertThat(names()).hasSize(1);
        });
    Path unfinished = WholeFile.temporary(folder);
    Files.writeString(unfinished, "half");

    WholeFile.removeUnfinished(); // what the process does last

    assertThat(names()).containsExactly("a.txt");
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList().stream();
    }
  }
}
