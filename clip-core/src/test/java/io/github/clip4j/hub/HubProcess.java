package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The other process of a test: fetches one file and prints its hash. */
final class HubProcess {
  private HubProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    HubSettings settings =
        new HubSettings(
            URI.create(arguments[0]),
            folder.resolve("hub"),
            folder.resolve("clip"),
            null,
            null,
            true);
    Path file = HubClient.create(settings).file(LoopbackHub.REPO, "main", HubTestBase.WEIGHTS);
    System.out.println(LoopbackHub.sha256(Files.readAllBytes(file)));
  }

  /** The start of a command line that runs this class. */
  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
  }

  /** What a process printed, once it has ended well. */
  static String output(Process process, Duration limit) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
