package io.github.clip4j.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

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
}
