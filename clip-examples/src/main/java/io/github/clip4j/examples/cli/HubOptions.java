package io.github.clip4j.examples.cli;

import io.github.clip4j.hub.HubClient;
import io.github.clip4j.hub.HubSettings;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How models are fetched by name. The rest is told by the environment, as for Python. */
final class HubOptions {
  @Option(names = "--offline", description = "Open no connection; the cache must do.")
  private boolean offline;

  HubClient client(PrintWriter err) {
    HubSettings settings = HubSettings.fromEnvironment();
    return HubClient.create(offline ? settings.withOffline("the option --offline") : settings)
        .withProgress(new DownloadLine(err));
  }
}
