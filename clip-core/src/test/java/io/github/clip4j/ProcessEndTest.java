package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes that are told to end while four threads are in the network. {@code -Dclip.ends=20}
 * for more of each kind.
 */
@DisplayName("A process that ends while it encodes")
@Timeout(240)
@SuppressWarnings("NullAway.Init")
final class ProcessEndTest {
  private static final long SEED = Long.getLong("clip.seed", System.nanoTime());
  private static final int ENDS = Integer.getInteger("clip.ends", 2);

  @TempDir Path folder;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void is_terminated_or_interrupted_at_any_moment_without_a_crash() throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < ENDS; i++) {
      endedBySignal("TERM", 143, random.nextInt(300));
      endedBySignal("INT", 130, random.nextInt(300));
    }
  }

  @Test
  void exits_with_the_status_that_it_wanted() throws Exception {
    assertEndedWith(3, start("exit"), "exit");
  }

  @Test
  void ends_with_its_last_thread_that_is_no_daemon() throws Exception {
    assertEndedWith(0, start("daemon"), "daemon");
  }

  private void endedBySignal(String signal, int status, int millis) throws Exception {
    Process process = start();
    if (signal.equals("INT") && ignoresInterrupts(process)) {
      process.destroyForcibly().waitFor();
      return;
    }
    Thread.sleep(millis);
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
        .inheritIO()
        .start()
        .waitFor();
    assertEndedWith(status, process, signal + " after " + millis + " ms, seed " + SEED);
  }

  /** What a shell starts in the background inherits it, and Java then leaves it at that. */
  private static boolean ignoresInterrupts(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
      }
    }
    return false;
  }

  private void assertEndedWith(int status, Process process, String what) throws Exception {
    try {
      // Its few lines fit the pipe, so it does not wait for a reader.
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s: has ended", what).isTrue();
    } finally {
      if (process.isAlive()) {
        process.destroyForcibly(); // which also closes what it printed
      }
    }
    String output;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      output = reader.lines().collect(Collectors.joining("\n"));
    }
    assertThat(process.exitValue()).as("%s: %s", what, output).isEqualTo(status);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("%s: files that a crash left", what).isEmpty();
    }
  }

  /**
   * A process whose threads are in the network; it works in the folder, where a crash would show.
   */
  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-CreateCoredumpOnCrash",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dclip4j.cache=" + CacheFolder.ofThisProcess().toAbsolutePath(),
                EncodingProcess.class.getName()));
    command.addAll(List.of(arguments));
    File directory = folder.toFile();
    Process process =
        new ProcessBuilder(command).directory(directory).redirectErrorStream(true).start();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder before = new StringBuilder();
    for (String line = reader.readLine(); ; line = reader.readLine()) {
      if (line == null) {
        throw new AssertionError("the process did not start: " + before);
      }
      if (line.equals("encoding")) {
        return process;
      }
      before.append(line).append('\n');
    }
  }
}
