package io.github.clip4j.hub;

import java.io.BufferedOutputStream;
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
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A hub on this machine with one repository: {@code owner/model}, branch {@code main}. Like the
 * real one it answers for small files itself and sends large ones ({@code .safetensors}, {@code
 * .bin}) on to a second port, its "CDN". Raw sockets, so that an answer may be cut anywhere and may
 * lie about its length. A fault set by a test may answer instead.
 */
final class LoopbackHub implements Closeable {
  static final String REPO = "owner/model";
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** One for all tests: each has its own threads and TLS context. */
  private static final HttpClient CLIENT =
      HubRuntime.newHttpClient(Proxies.of(Map.of(), name -> null, null)).build();

  private final ServerSocket hub;
  private final ServerSocket cdn;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<Duration> sleeps = Collections.synchronizedList(new ArrayList<>());

  /** Answers instead of the hub or the CDN; null where it has no opinion. */
  volatile Function<Request, @Nullable Answer> fault = request -> null;

  LoopbackHub() {
    this(ServerSocketFactory.getDefault());
  }

  /**
   * A hub whose own port is made by the factory, such as one for TLS; its CDN speaks plain http.
   */
  LoopbackHub(ServerSocketFactory ports) {
    try {
      InetAddress loopback = InetAddress.getByName("127.0.0.1");
      hub = ports.createServerSocket(0, 200, loopback);
      cdn = new ServerSocket(0, 200, loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    serve(hub);
    serve(cdn);
  }

  /** One request as it came; header names in lower case. */
  record Request(String method, String path, Map<String, String> headers, boolean toCdn) {
    long from() {
      String range = headers.getOrDefault("range", "bytes=0-");
      return Long.parseLong(range.substring("bytes=".length(), range.indexOf('-')));
    }
  }

  /** One answer; {@code sent} bytes of the body go out before the connection closes. */
  record Answer(int status, Map<String, String> headers, byte[] body, int sent, Duration pause) {
    static Answer of(int status, Map<String, String> headers, byte[] body) {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("Content-Length", String.valueOf(body.length));
      all.putAll(headers);
      return new Answer(status, all, body, body.length, Duration.ZERO);
    }

    static Answer status(int status, String... headers) {
      Map<String, String> all = new LinkedHashMap<>();
      for (int i = 0; i < headers.length; i += 2) {
        all.put(headers[i], headers[i + 1]);
      }
      return of(status, all, new byte[0]);
    }

    Answer cutAfter(int bytes) {
      return new Answer(status, headers, body, Math.min(bytes, body.length), pause);
    }

    Answer with(String header, String value) {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.put(header, value);
      return new Answer(status, all, body, sent, pause);
    }

    Answer pausing(Duration betweenBytes) {
      return new Answer(status, headers, body, sent, betweenBytes);
    }
  }

  LoopbackHub put(String file, byte[] content) {
    files.put(file, content.clone());
    return this;
  }

  byte[] content(String file) {
    return files.get(file).clone();
  }

  URI endpoint() {
    String scheme = hub instanceof SSLServerSocket ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + hub.getLocalPort());
  }

  URI cdn() {
    return URI.create("http://127.0.0.1:" + cdn.getLocalPort());
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  long count(String method, boolean toCdn) {
    return requests().stream().filter(r -> r.method.equals(method) && r.toCdn == toCdn).count();
  }

  void forget() {
    requests.clear();
    sleeps.clear();
  }

  /** The waits that the client asked for; none was slept. */
  List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }

  HubSettings settings(Path cache) {
    return new HubSettings(
        endpoint(), cache.resolve("hub"), cache.resolve("clip"), null, null, true);
  }

  HubClient client(Path cache) {
    return client(settings(cache));
  }

  HubClient client(HubSettings settings) {
    return client(settings, progress -> {});
  }

  HubClient client(HubSettings settings, Consumer<DownloadProgress> listener) {
    return new HubClient(settings, runtime(), listener);
  }

  HubRuntime runtime() {
    return runtime(CLIENT);
  }

  HubRuntime runtime(HttpClient client) {
    return new HubRuntime(
        client, Duration.ofMillis(2000), sleeps::add, System::nanoTime, folder -> Long.MAX_VALUE);
  }

  /** What a sound hub answers. */
  Answer sound(Request request) {
    return request.toCdn ? fromCdn(request) : fromHub(request);
  }

  private Answer fromHub(Request request) {
    String[] parts = request.path.substring(1).split("/", 5);
    boolean shape = parts.length == 5 && parts[2].equals("resolve");
    if (!shape || !(parts[0] + "/" + parts[1]).equals(REPO)) {
      return Answer.status(401, "X-Error-Code", "RepoNotFound");
    }
    if (!List.of("main", COMMIT).contains(parts[3])) {
      return Answer.status(404, "X-Error-Code", "RevisionNotFound");
    }
    byte[] content = files.get(parts[4]);
    if (content == null) {
      return Answer.status(404, "X-Error-Code", "EntryNotFound", "X-Repo-Commit", COMMIT);
    }
    if (parts[4].endsWith(".safetensors") || parts[4].endsWith(".bin")) {
      return Answer.status(
          302,
          "X-Repo-Commit",
          COMMIT,
          "X-Linked-Etag",
          '"' + sha256(content) + '"',
          "X-Linked-Size",
          String.valueOf(content.length),
          "Location",
          cdn() + "/blob/" + parts[4] + "?Signature=SECRET");
    }
    return ranged(request, content)
        .with("X-Repo-Commit", COMMIT)
        .with("ETag", '"' + gitSha1(content) + '"');
  }

  private Answer fromCdn(Request request) {
    String file = request.path.replaceFirst("^/blob/", "").replaceFirst("\\?.*$", "");
    byte[] content = files.get(file);
    return content == null ? Answer.status(404) : ranged(request, content);
  }

  private static Answer ranged(Request request, byte[] content) {
    int from = (int) request.from();
    if (from == 0) {
      return Answer.of(200, Map.of(), content);
    }
    if (from >= content.length) {
      return Answer.status(416, "Content-Range", "bytes */" + content.length);
    }
    String range = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
    return Answer.of(
        206, Map.of("Content-Range", range), Arrays.copyOfRange(content, from, content.length));
  }

  private void serve(ServerSocket server) {
    Thread acceptor =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket socket = server.accept();
                  Thread worker = new Thread(() -> answer(socket, server == cdn), "loopback-hub");
                  worker.setDaemon(true);
                  worker.start();
                } catch (IOException e) {
                  return;
                }
              }
            },
            "loopback-hub-accept");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void answer(Socket socket, boolean toCdn) {
    try (socket) {
      Request request = read(socket.getInputStream(), toCdn);
      if (request == null) {
        return;
      }
      requests.add(request);
      Answer given = fault.apply(request);
      Answer answer = given == null ? sound(request) : given;
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status + " X\r\n");
      answer.headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      head.append("Connection: close\r\n\r\n");
      out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
      if (!request.method.equals("HEAD")) {
        body(answer, out);
      }
      out.flush();
    } catch (IOException e) {
      // A client that goes away early is part of the tests.
      socket.isClosed();
    }
  }

  private static void body(Answer answer, OutputStream out) throws IOException {
    if (answer.pause.isZero()) {
      out.write(answer.body, 0, answer.sent);
      return;
    }
    for (int i = 0; i < answer.sent; i++) {
      out.write(answer.body[i]);
      out.flush();
      try {
        Thread.sleep(answer.pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static @Nullable Request read(InputStream in, boolean toCdn) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      bytes.write(b);
      text = bytes.toString(StandardCharsets.US_ASCII);
    }
    String[] lines = text.split("\r\n");
    Map<String, String> headers = new TreeMap<>();
    for (String line : Arrays.asList(lines).subList(1, lines.length)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    String[] words = lines[0].split(" ");
    return new Request(words[0], words[1], headers, toCdn);
  }

  static String sha256(byte[] content) {
    return hex("SHA-256", content);
  }

  static String gitSha1(byte[] content) {
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    blob.writeBytes(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
    blob.writeBytes(content);
    return hex("SHA-1", blob.toByteArray());
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    hub.close();
    cdn.close();
  }
}
