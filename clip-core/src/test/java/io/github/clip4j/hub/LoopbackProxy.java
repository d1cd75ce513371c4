package io.github.clip4j.hub;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on this machine that leads every name to one port, so that {@code hub.example} can be
 * asked for without a name server. Tunnels ({@code CONNECT}) and plain requests; with a log-in if
 * one is set.
 */
final class LoopbackProxy implements Closeable {
  private final ServerSocket server;
  private final int target;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** The header value that is asked for, such as {@code Basic dTpw}; null for none. */
  volatile @Nullable String login;

  LoopbackProxy(URI target) {
    this.target = target.getPort();
    try {
      server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              daemon(() -> serve(socket));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  int port() {
    return server.getLocalPort();
  }

  /** The first lines of the requests, such as {@code CONNECT hub.example:443 HTTP/1.1}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      String first = head.substring(0, head.indexOf("\r\n"));
      requests.add(first);
      OutputStream back = client.getOutputStream();
      String wanted = login;
      if (wanted != null && !head.contains("Proxy-Authorization: " + wanted + "\r\n")) {
        back.write(
            ascii(
                "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n"));
        return;
      }
      try (Socket hub = new Socket("127.0.0.1", target)) {
        if (first.startsWith("CONNECT ")) {
          back.write(ascii("HTTP/1.1 200 X\r\n\r\n"));
          daemon(() -> copy(client, hub));
        } else {
          String path = first.replaceFirst("http://[^/]+", "");
          String rest = head.substring(first.length()).replaceAll("\r\nProxy-[^\r]*", "");
          hub.getOutputStream().write(ascii(path + rest));
        }
        copy(hub, client);
      }
    } catch (IOException e) {
      // A client that goes away early is part of the tests.
      client.isClosed();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      to.isClosed();
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      bytes.write(b);
      text = bytes.toString(StandardCharsets.US_ASCII);
    }
    return text.replaceAll("(?i)proxy-authorization", "Proxy-Authorization");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "loopback-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "127.0.0.1:%d", port());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
