package io.github.clip4j.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageIndexer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The search page's server")
class SearchServerTest {
  private static final List<String> DRAWINGS =
      List.of(
          "noto-dog-face", "noto-cat-face", "noto-pizza", "noto-automobile", "noto-evergreen-tree");

  @TempDir static Path folder;

  private static ClipModel clip;
  private static ImageIndex index;
  private static SearchServer server;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void serve() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (String drawing : DRAWINGS) {
      Files.write(pictures.resolve(drawing + ".png"), drawing(drawing));
    }
    Files.writeString(folder.resolve("secret.txt"), "not for the page");
    clip = ClipModel.load("starter");
    ImageIndexer.builder(clip, pictures, folder.resolve("index")).build().run();
    index = ImageIndex.open(folder.resolve("index"));
    server =
        SearchServer.start(index, clip, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterAll
  static void close() throws IOException {
    server.close();
    index.close();
    clip.close();
  }

  @Test
  @DisplayName("finds a drawing by words, best first")
  void searchByWords() throws Exception {
    JsonObject found = json(get("/api/search?q=" + encoded("a dog") + "&top=2"));
    assertThat(paths(found)).hasSize(2).first().isEqualTo("noto-dog-face.png");
  }

  @Test
  @DisplayName("finds a drawing by itself when it is sent as a picture, with a cosine of one")
  void searchByPicture() throws Exception {
    JsonObject found = json(post("/api/search", drawing("noto-pizza")));
    assertThat(paths(found)).hasSize(DRAWINGS.size()).first().isEqualTo("noto-pizza.png");
    assertThat(hits(found).get(0).getAsJsonObject().get("score").getAsDouble())
        .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-3));
  }

  @Test
  @DisplayName("answers while others send their requests slowly, or pictures without an end")
  void slowClients() throws Exception {
    int port = server.address().getPort();
    String halfHeader = "GET / HTTP/1.1\r\nHost:";
    String halfPicture =
        "POST /api/search HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Length: 999\r\n\r\nx";
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 24; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        slow.add(socket);
        String sent = i < 12 ? halfHeader : halfPicture;
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      }
      HttpResponse<byte[]> info =
          HTTP.send(
              HttpRequest.newBuilder(server.address().resolve("/api/info"))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(info.statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  @DisplayName("gives the neighbours of a picture without the picture itself")
  void neighbours() throws Exception {
    JsonObject found = json(get("/api/neighbours?path=noto-dog-face.png"));
    assertThat(paths(found)).hasSize(DRAWINGS.size() - 1).doesNotContain("noto-dog-face.png");
  }

  @Test
  @DisplayName("says which label fits a picture of the index, or one that is sent")
  void labels() throws Exception {
    String labels = "label=a+pizza&label=a+tree";
    JsonObject indexed = json(get("/api/labels?path=noto-pizza.png&" + labels));
    JsonObject sent = json(post("/api/labels?" + labels, drawing("noto-evergreen-tree")));
    assertThat(firstLabel(indexed)).isEqualTo("a pizza");
    assertThat(firstLabel(sent)).isEqualTo("a tree");
  }

  @Test
  @DisplayName("shows small copies of its pictures as PNG, and nothing else of the machine")
  void previews() throws Exception {
    HttpResponse<byte[]> preview = get("/api/preview?path=noto-pizza.png&side=64");
    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(preview.body()).startsWith(0x89, 'P', 'N', 'G');
    for (String path :
        List.of(
            "../secret.txt",
            "..%2Fsecret.txt",
            "/etc/passwd",
            "C:%5CWindows%5Cwin.ini",
            "%00",
            "a%0Ab")) {
      HttpResponse<byte[]> answer = get("/api/preview?path=" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(text(answer)).as(path).contains("the index has no picture");
    }
  }

  @Test
  @DisplayName("serves the page's own files only, whatever path is asked for")
  void pathTraversal() throws Exception {
    assertThat(text(get("/"))).contains("<form id=\"search\"");
    for (String path :
        List.of("/../secret.txt", "/..%2f..%2fsecret.txt", "/serve.css/../x", "/index.html")) {
      String answer =
          raw("GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(path).startsWith("HTTP/1.1 404").doesNotContain("not for the page");
    }
  }

  @Test
  @DisplayName("forbids scripts, frames and sniffing from elsewhere in every answer")
  void headers() throws Exception {
    for (String path : List.of("/", "/api/info", "/nothing")) {
      var headers = get(path).headers();
      assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'");
      assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
      assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  @DisplayName("answers to its own name only, so that a foreign name for this machine is of no use")
  void foreignHost() throws Exception {
    for (String host :
        List.of("evil.example", "evil.example:" + port(), "127.0.0.1:1", "localhost", "")) {
      String answer =
          raw("GET /api/info HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(host).startsWith("HTTP/1.1 421").doesNotContain("pictures\":");
    }
    String answer =
        raw(
            "GET /api/info HTTP/1.1\r\nHost: localhost:"
                + port()
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200");
  }

  @Test
  @DisplayName("refuses what another web site makes a browser send")
  void foreignOrigin() throws Exception {
    for (String header :
        List.of("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
      String answer =
          raw(
              "POST /api/search HTTP/1.1\r\nHost: "
                  + host()
                  + "\r\n"
                  + header
                  + "\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
      assertThat(answer).as(header).startsWith("HTTP/1.1 403");
    }
    String own =
        raw(
            "GET /api/info HTTP/1.1\r\nHost: "
                + host()
                + "\r\nOrigin: http://"
                + host()
                + "\r\nConnection: close\r\n\r\n");
    assertThat(own).startsWith("HTTP/1.1 200");
  }

  @Test
  @DisplayName("refuses a picture that says it is huge before reading it")
  void hugeUpload() throws Exception {
    String answer =
        raw(
            "POST /api/search HTTP/1.1\r\nHost: "
                + host()
                + "\r\nContent-Length: 9999999999\r\nConnection: close\r\n\r\nx");
    assertThat(answer).startsWith("HTTP/1.1 413").contains("at most 32 MiB");
  }

  @Test
  @DisplayName("refuses a huge picture that does not say so, at the limit")
  void hugeChunkedUpload() throws Exception {
    HttpResponse<byte[]> answer =
        send(
            request("/api/search")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new Zeros(SearchApi.MAX_UPLOAD + (1 << 20)))));
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  @DisplayName("says what is wrong with a picture, a query or a number")
  void mistakes() throws Exception {
    assertThat(refused(post("/api/search", new byte[0]))).contains("empty");
    assertThat(refused(post("/api/search", "GIF89a".getBytes(StandardCharsets.US_ASCII))))
        .contains("cannot be read");
    assertThat(refused(get("/api/search?q=" + encoded("dog + \"cat")))).contains("\"");
    assertThat(refused(get("/api/search?q="))).contains("nothing to search for");
    assertThat(refused(get("/api/search?q=dog&top=0"))).contains("top must be");
    assertThat(refused(get("/api/search?q=dog&filter=colour%3Dred"))).contains("colour");
    assertThat(refused(get("/api/labels?path=noto-pizza.png"))).contains("labels");
    assertThat(refused(get("/api/search?q=" + "x".repeat(3000)))).contains("2000");
    assertThat(get("/api/search?q=" + "x".repeat(9000)).statusCode()).isEqualTo(414);
    assertThat(send(request("/").DELETE()).statusCode()).isEqualTo(405);
    assertThat(post("/api/info", new byte[1]).statusCode()).isEqualTo(405);
  }

  @Test
  @DisplayName("follows the index while another writer adds to it")
  void newPicturesAreFound() throws Exception {
    Path pictures = folder.resolve("pictures");
    Files.write(pictures.resolve("rocket.png"), drawing("fluent-emoji-flat-rocket"));
    ImageIndexer.builder(clip, pictures, folder.resolve("index")).build().run();
    Thread.sleep(1100); // The server looks for news at most once a second.
    assertThat(json(get("/api/info")).get("pictures").getAsInt()).isEqualTo(DRAWINGS.size() + 1);
    Files.delete(pictures.resolve("rocket.png"));
    HttpResponse<byte[]> gone = get("/api/preview?path=rocket.png");
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(text(gone)).contains("bring the index up to date");
    ImageIndexer.builder(clip, pictures, folder.resolve("index")).build().run();
    Thread.sleep(1100);
    assertThat(json(get("/api/info")).get("pictures").getAsInt()).isEqualTo(DRAWINGS.size());
  }

  /** Zeros without end in sight, never all in memory. */
  private static final class Zeros extends InputStream {
    private int left;

    Zeros(int length) {
      left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }
  }

  private static byte[] drawing(String name) throws IOException {
    String resource = "/io/github/clip4j/starter/pictures/" + name + ".png";
    try (InputStream in = SearchServerTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return in.readAllBytes();
    }
  }

  private static int port() {
    return server.address().getPort();
  }

  private static String host() {
    return "127.0.0.1:" + port();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + host() + path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> get(String path) throws Exception {
    return send(request(path));
  }

  private static HttpResponse<byte[]> post(String path, byte[] body) throws Exception {
    return send(request(path).POST(BodyPublishers.ofByteArray(body)));
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static JsonObject json(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    return JsonParser.parseString(text(response)).getAsJsonObject();
  }

  private static String refused(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(400);
    return JsonParser.parseString(text(response)).getAsJsonObject().get("error").getAsString();
  }

  private static JsonArray hits(JsonObject found) {
    return found.getAsJsonArray("hits");
  }

  private static List<String> paths(JsonObject found) {
    return hits(found).asList().stream()
        .map(hit -> hit.getAsJsonObject().get("path").getAsString())
        .toList();
  }

  private static String firstLabel(JsonObject answer) {
    return answer.getAsJsonArray("results").get(0).getAsJsonObject().get("label").getAsString();
  }

  /** Sends bytes as they are: clients put names and lengths right that a stranger would not. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      // The end of what is sent: a server that waits for more of a body would wait for ever.
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
