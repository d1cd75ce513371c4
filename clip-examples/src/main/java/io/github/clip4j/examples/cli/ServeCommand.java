package io.github.clip4j.examples.cli;

import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.serve.SearchServer;
import io.github.clip4j.search.ImageIndex;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip serve}: a web page on this machine for looking through an index. */
@Command(
    name = "serve",
    description = "Look through an index on a web page of this machine.",
    mixinStandardHelpOptions = true)
final class ServeCommand extends ModelCommand {
  private static final int MAX_PORT = 65535;
  private static final long LAST_WORDS_SECONDS = 10;

  @Parameters(paramLabel = "INDEX", description = "The folder of the index.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path index;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8765",
      description = "Where to listen; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen at (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String host;

  @Option(
      names = "--open-to-network",
      description =
          "Allow a --host that other machines can reach. There is no log-in: everybody there sees"
              + " the pictures.")
  private boolean openToNetwork;

  @Override
  public Integer call() throws IOException {
    InetSocketAddress bind = address();
    limitConnections();
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread lastWords =
        new Thread(
            () -> {
              interrupted.countDown();
              // Gives the call below time to close the server, the model and the index.
              awaitQuietly(closed, LAST_WORDS_SECONDS);
            },
            "clip-serve-interrupt");
    try (ImageIndex open = ImageIndex.open(index);
        ClipModel clip = model.loadLike(open.model(), err(), output.verbose());
        SearchServer server = start(open, clip, bind)) {
      Runtime.getRuntime().addShutdownHook(lastWords);
      out().println(server.address());
      out().flush();
      err()
          .println("serving " + open.size() + " pictures of " + open.folder() + "; Ctrl-C ends it");
      awaitQuietly(interrupted, Long.MAX_VALUE);
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private InetSocketAddress address() {
    if (port < 0 || port > MAX_PORT) {
      throw usage("--port must be 0 to " + MAX_PORT + ": " + port);
    }
    InetSocketAddress bind = new InetSocketAddress(host, port);
    if (bind.isUnresolved()) {
      throw usage("--host " + host + ": unknown host");
    }
    if (!bind.getAddress().isLoopbackAddress() && !openToNetwork) {
      throw usage(
          "--host "
              + host
              + " can be reached by other machines, and there is no log-in; add --open-to-network"
              + " if that is meant");
    }
    return bind;
  }

  private static SearchServer start(ImageIndex index, ClipModel clip, InetSocketAddress bind)
      throws IOException {
    try {
      return SearchServer.start(index, clip, bind);
    } catch (BindException e) {
      throw new IOException(
          "cannot listen at "
              + bind.getHostString()
              + ":"
              + bind.getPort()
              + ": "
              + e.getMessage()
              + "; --port 0 takes a free port",
          e);
    }
  }

  /** Slow or idle clients must not hold the server; its settings are read at its first use. */
  private static void limitConnections() {
    setUnlessGiven("sun.net.httpserver.maxReqTime", "60");
    setUnlessGiven("sun.net.httpserver.maxRspTime", "120");
    setUnlessGiven("sun.net.httpserver.maxReqHeaders", "64");
    setUnlessGiven("jdk.httpserver.maxConnections", "128");
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static void awaitQuietly(CountDownLatch latch, long seconds) {
    try {
      boolean counted = latch.await(seconds, TimeUnit.SECONDS);
      assert counted || seconds != Long.MAX_VALUE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
