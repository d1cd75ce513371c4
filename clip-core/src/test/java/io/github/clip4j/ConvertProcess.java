package io.github.clip4j;

import io.github.clip4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;

/**
 * The other process of a test. {@code cache} waits for a file, then takes the archive from the
 * cache and prints whether it converted, and where the archive is; {@code hang} stops in the middle
 * of a conversion, says so and waits to be killed.
 */
final class ConvertProcess {
  private ConvertProcess() {}

  /** Starts {@link #main} in a JVM of its own, with libtorch out of the game. */
  static Process start(List<String> prefix, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx64m",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ConvertProcess.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  public static void main(String[] arguments) throws Exception {
    Path model = Path.of(arguments[1]);
    ArchiveCache cache = new ArchiveCache(Path.of(arguments[2]));
    boolean hang = arguments[0].equals("hang");
    Path gate = Path.of(arguments[3]);
    boolean[] converted = {false};
    DoubleConsumer progress =
        done -> {
          converted[0] = true;
          if (hang && done > 0.5) {
            System.out.println("hanging");
            sleep(TimeUnit.MINUTES.toMillis(2));
          }
        };
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      System.out.println("ready");
      while (!Files.exists(gate)) {
        sleep(5);
      }
      Path archive = cache.archive(checkpoint, PrecisionChoice.both(Precision.FP32), progress);
      System.out.println(converted[0] ? "converted" : "found");
      System.out.println(archive);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
