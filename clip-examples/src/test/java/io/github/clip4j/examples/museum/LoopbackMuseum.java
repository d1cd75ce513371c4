package io.github.clip4j.examples.museum;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A museum on this machine that answers as each test tells it to, well or badly. */
final class LoopbackMuseum implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  /** A request as it came. */
  record Request(String path, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** Writes one answer. */
  interface Answer {
    void write(Request request, OutputStream out) throws IOException;
  }

  LoopbackMuseum() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "museum");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers a path with each in turn; the last one from then on. */
  URI on(String path, Answer... inTurn) {
    answers.put(path, List.of(inTurn));
    return address(path);
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many requests were being answered at the same moment. */
  int mostOpen() {
    return mostOpen.get();
  }

  /** A whole body. */
  static Answer body(byte[] bytes, String... headers) {
    return (request, out) -> {
      head(out, 200, bytes.length, headers);
      out.write(bytes);
    };
  }

  /** Knows ranges and versions, as servers of files do. */
  static Answer file(byte[] bytes, String etag) {
    return (request, out) -> {
      String range = request.header("range");
      if (request.header("if-none-match").equals(etag)) {
        head(out, 304, 0, "ETag: " + etag);
      } else if (range.startsWith("bytes=") && request.header("if-range").equals(etag)) {
        int from = Integer.parseInt(range.substring(6, range.length() - 1));
        head(
            out,
            206,
            bytes.length - from,
            "Content-Type: image/png",
            "ETag: " + etag,
            "Content-Range: bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        out.write(bytes, from, bytes.length - from);
      } else {
        head(out, 200, bytes.length, "Content-Type: image/png", "ETag: " + etag);
        out.write(bytes);
      }
    };
  }

  /** Announces all of a body and breaks off after some bytes. */
  static Answer cut(byte[] bytes, int after, String... headers) {
    return (request, out) -> {
      head(out, 200, bytes.length, headers);
      out.write(bytes, 0, after);
    };
  }

  /** No body. */
  static Answer status(int status, String... headers) {
    return (request, out) -> head(out, status, 0, headers);
  }

  static void head(OutputStream out, int status, long length, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " as told\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(length).append("\r\nConnection: close\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread thread = new Thread(() -> answer(client), "museum-answer");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket client) {
    try (client;
        OutputStream out = client.getOutputStream()) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      Request request = new Request(first.split(" ")[1], headers);
      requests.add(request);
      List<Answer> inTurn = answers.getOrDefault(request.path(), List.of(status(404)));
      int n = asked.computeIfAbsent(request.path(), p -> new AtomicInteger()).getAndIncrement();
      inTurn.get(Math.min(n, inTurn.size() - 1)).write(request, out);
      out.flush();
    } catch (IOException e) {
      // The other side went away; some tests want that.
    } finally {
      open.decrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
