package io.github.clip4j.examples.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, with this test's class path. */
final class Jvm {
  private final Path folder;
  private final List<String> options = new ArrayList<>();

  /** A JVM that starts in a folder. */
  Jvm(Path folder) {
    this.folder = folder;
    options.add("-Dai.djl.offline=true");
    options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    options.add("-Dclip4j.cache=" + System.getProperty("clip4j.cache"));
  }

  Jvm with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** What the program writes to standard output; it must end well. */
  String run(Class<?> program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(program + " does not end");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          program + " ends with " + process.exitValue() + ": " + Files.readString(err));
    }
    return Files.readString(out, StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
