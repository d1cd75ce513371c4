package io.github.clip4j.examples.museum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.museum.LoopbackMuseum.Request;
import io.github.clip4j.examples.museum.Outcome.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Pictures of a museum are fetched")
class PictureDownloaderTest {
  private static final String CONTACT = "lessons@example.org";

  @TempDir Path cache;

  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
  private LoopbackMuseum museum;
  private byte[] dog;

  @BeforeEach
  void open() throws IOException {
    museum = new LoopbackMuseum();
    dog = SampleCollection.drawing("noto-dog-face.png").bytes();
  }

  @AfterEach
  void close() throws IOException {
    museum.close();
  }

  @Test
  @DisplayName("once: the second time they come from the cache and nothing is asked")
  void once() throws IOException {
    URI picture = museum.on("/dog", LoopbackMuseum.file(dog, "\"v1\""));
    Outcome first = download(picture).get(0);
    assertThat(first.status()).isEqualTo(Status.DOWNLOADED);
    assertThat(file(first)).hasBinaryContent(dog);
    assertThat(download(picture).get(0).status()).isEqualTo(Status.CACHED);
    assertThat(museum.requests()).hasSize(1);
  }

  @Test
  @DisplayName("by somebody who says who asks, and how to reach them")
  void with_a_contact() throws IOException {
    download(museum.on("/dog", LoopbackMuseum.file(dog, "\"v1\"")));
    assertThat(museum.requests().get(0).header("user-agent"))
        .isEqualTo("clip4j-museum-lesson (lessons@example.org)");
  }

  @Test
  @DisplayName("not at all without a contact")
  void not_without_a_contact() {
    PictureDownloader nobody =
        new PictureDownloader(cache, DownloadPolicy.polite("").withAllowPrivate(true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> nobody.download(artworks(museum.address("/dog")), this::ignore))
        .withMessageContaining("say who you are");
    assertThat(museum.requests()).isEmpty();
  }

  @Test
  @DisplayName("one at a time from a host, with a pause between two")
  void one_at_a_time() throws IOException {
    URI[] pictures = new URI[5];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = museum.on("/" + i, LoopbackMuseum.file(dog, "\"v1\""));
    }
    List<Outcome> outcomes =
        new PictureDownloader(cache, policy().withDelay(Duration.ofSeconds(3)), waits::add)
            .download(artworks(pictures), this::ignore);
    assertThat(outcomes).allMatch(o -> o.status() == Status.DOWNLOADED);
    assertThat(museum.mostOpen()).isEqualTo(1);
    assertThat(waits).hasSize(4).allMatch(wait -> wait.toMillis() > 2000);
  }

  @Test
  @DisplayName("again only if they changed, when they are to be checked")
  void checked_by_their_version() throws IOException {
    URI picture =
        museum.on(
            "/dog",
            LoopbackMuseum.file(dog, "\"v1\""),
            LoopbackMuseum.file(dog, "\"v1\""),
            LoopbackMuseum.file(cat(), "\"v2\""));
    download(picture);
    DownloadPolicy checking = policy().withRevalidate(true);
    assertThat(download(checking, picture).get(0).status()).isEqualTo(Status.UNCHANGED);
    Outcome changed = download(checking, picture).get(0);
    assertThat(changed.status()).isEqualTo(Status.DOWNLOADED);
    assertThat(file(changed)).hasBinaryContent(cat());
    assertThat(museum.requests().get(1).header("if-none-match")).isEqualTo("\"v1\"");
  }

  @Test
  @DisplayName("from the byte where the connection broke")
  void gone_on_with() throws IOException {
    String[] version = {"Content-Type: image/png", "ETag: \"v1\""};
    URI picture =
        museum.on(
            "/dog", LoopbackMuseum.cut(dog, 700, version), LoopbackMuseum.file(dog, "\"v1\""));
    assertThat(file(download(picture).get(0))).hasBinaryContent(dog);
    Request second = museum.requests().get(1);
    assertThat(second.header("range")).isEqualTo("bytes=700-");
    assertThat(second.header("if-range")).isEqualTo("\"v1\"");
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  @DisplayName("from the byte where the last run was killed")
  void gone_on_with_after_a_kill() throws IOException {
    String[] version = {"Content-Type: image/png", "ETag: \"v1\""};
    URI picture = museum.on("/dog", LoopbackMuseum.cut(dog, 700, version));
    Outcome killed = download(policy().withTries(1), picture).get(0);
    assertThat(killed.status()).isEqualTo(Status.FAILED);
    museum.on("/dog", LoopbackMuseum.file(dog, "\"v1\""));
    assertThat(file(download(picture).get(0))).hasBinaryContent(dog);
    assertThat(museum.requests().get(1).header("range")).isEqualTo("bytes=700-");
  }

  @Test
  @DisplayName("from the start if they changed since the connection broke")
  void not_two_versions_in_one() throws IOException {
    URI picture =
        museum.on(
            "/dog",
            LoopbackMuseum.cut(dog, 700, "Content-Type: image/png", "ETag: \"v1\""),
            LoopbackMuseum.file(cat(), "\"v2\""));
    assertThat(file(download(picture).get(0))).hasBinaryContent(cat());
  }

  @Test
  @DisplayName("from the start if the server gives no version, and not for ever")
  void without_a_version_from_the_start() throws IOException {
    URI picture = museum.on("/dog", LoopbackMuseum.cut(dog, 700, "Content-Type: image/png"));
    Outcome outcome = download(picture).get(0);
    assertThat(outcome.problem()).startsWith("given up after 5 tries: ");
    assertThat(museum.requests()).allMatch(r -> r.header("range").isEmpty());
    assertThat(museum.requests()).hasSizeBetween(5, 6);
  }

  @Test
  @DisplayName("later, after the seconds that a busy server asks for")
  void after_the_seconds_asked_for() throws IOException {
    URI picture =
        museum.on(
            "/dog",
            LoopbackMuseum.status(429, "Retry-After: 17"),
            LoopbackMuseum.status(503),
            LoopbackMuseum.file(dog, "\"v1\""));
    assertThat(download(picture).get(0).status()).isEqualTo(Status.DOWNLOADED);
    assertThat(waits).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(2));
  }

  @Test
  @DisplayName("later, at the date that a busy server names")
  void at_the_date_asked_for() throws IOException {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60));
    URI picture =
        museum.on(
            "/dog",
            LoopbackMuseum.status(503, "Retry-After: " + date),
            LoopbackMuseum.file(dog, "\"v1\""));
    assertThat(download(picture).get(0).status()).isEqualTo(Status.DOWNLOADED);
    assertThat(waits.get(0)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(61));
  }

  @Test
  @DisplayName("not at all if the server asks to wait for hours")
  void not_for_hours() throws IOException {
    URI picture = museum.on("/dog", LoopbackMuseum.status(503, "Retry-After: 7200"));
    assertThat(download(picture).get(0).problem()).contains("asks to wait 7200 s");
    assertThat(waits).isEmpty();
  }

  @Test
  @DisplayName("though one of them is missing: it is reported and the others come")
  void though_one_is_missing() throws IOException {
    List<Outcome> outcomes =
        download(
            museum.on("/1", LoopbackMuseum.file(dog, "\"v1\"")),
            museum.address("/missing"),
            museum.on("/2", LoopbackMuseum.file(dog, "\"v1\"")));
    assertThat(outcomes)
        .extracting(Outcome::status)
        .containsExactly(Status.DOWNLOADED, Status.FAILED, Status.DOWNLOADED);
    assertThat(outcomes.get(1).problem()).isEqualTo("the server has no such picture (status 404)");
    assertThat(museum.requests()).hasSize(3);
  }

  @Test
  @DisplayName("only if they are pictures: a page is refused by its type")
  void no_pages() throws IOException {
    byte[] page = "<html>Please log in</html>".getBytes(StandardCharsets.UTF_8);
    URI picture = museum.on("/dog", LoopbackMuseum.body(page, "Content-Type: text/html"));
    assertThat(download(picture).get(0).problem())
        .isEqualTo("a page (text/html) instead of a picture");
    assertNothingKept();
  }

  @Test
  @DisplayName("only if they are pictures: a page that calls itself one is refused by its bytes")
  void no_disguised_pages() throws IOException {
    byte[] page = "<html>Please log in</html>".getBytes(StandardCharsets.UTF_8);
    URI picture = museum.on("/dog", LoopbackMuseum.body(page, "Content-Type: image/jpeg"));
    assertThat(download(picture).get(0).problem()).isEqualTo("a page instead of a picture");
    URI pdf = museum.on("/pdf", LoopbackMuseum.body(page, "Content-Type: application/pdf"));
    assertThat(download(pdf).get(0).problem()).contains("application/pdf");
    assertNothingKept();
  }

  @Test
  @DisplayName("only if they are small enough, by what is announced and by what comes")
  void not_too_large() throws IOException {
    URI announced = museum.on("/1", LoopbackMuseum.file(dog, "\"v1\""));
    URI streamed =
        museum.on(
            "/2",
            (request, out) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              for (int i = 0; i < 1000; i++) {
                out.write(dog);
              }
            });
    List<Outcome> outcomes = download(policy().withMaxBytes(1000), announced, streamed);
    assertThat(outcomes).allMatch(o -> o.problem().contains("more than the limit of 1000"));
    assertNothingKept();
  }

  @Test
  @DisplayName("through redirects, each of which is checked")
  void through_redirects() throws IOException {
    museum.on("/there", LoopbackMuseum.file(dog, "\"v1\""));
    URI picture = museum.on("/dog", LoopbackMuseum.status(302, "Location: /there"));
    assertThat(download(picture).get(0).status()).isEqualTo(Status.DOWNLOADED);
    URI file = museum.on("/file", LoopbackMuseum.status(302, "Location: file:///etc/passwd"));
    assertThat(download(file).get(0).problem()).isEqualTo("neither http nor https: file");
  }

  @Test
  @DisplayName("not through redirects in a circle")
  void not_in_a_circle() throws IOException {
    museum.on("/b", LoopbackMuseum.status(301, "Location: /a"));
    URI picture = museum.on("/a", LoopbackMuseum.status(301, "Location: /b"));
    assertThat(download(picture).get(0).problem()).startsWith("more than 5 redirects");
    assertThat(museum.requests()).hasSize(6);
  }

  @Test
  @DisplayName("not from this machine or a private network, unless that is allowed")
  void not_from_private_networks() throws IOException {
    URI picture = museum.on("/dog", LoopbackMuseum.file(dog, "\"v1\""));
    Outcome outcome = download(policy().withAllowPrivate(false), picture).get(0);
    assertThat(outcome.problem()).contains("127.0.0.1", "private network");
    assertThat(museum.requests()).isEmpty();
  }

  @Test
  @DisplayName("not from a server that falls silent in the middle")
  void not_from_a_silent_server() throws IOException {
    URI picture =
        museum.on(
            "/dog",
            (request, out) -> {
              LoopbackMuseum.head(out, 200, dog.length, "Content-Type: image/png");
              out.write(dog, 0, 100);
              out.flush();
              try {
                Thread.sleep(10_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    DownloadPolicy impatient = policy().withTries(1).withTimeout(Duration.ofMillis(300));
    assertThat(download(impatient, picture).get(0).problem()).contains("no bytes for 300 ms");
  }

  @Test
  @DisplayName("not from a host that failed three times in a row")
  void not_from_a_dead_host() throws IOException {
    URI[] pictures = new URI[6];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = museum.on("/" + i, LoopbackMuseum.status(500));
    }
    List<Outcome> outcomes = download(policy().withTries(1), pictures);
    assertThat(museum.requests()).hasSize(3);
    assertThat(outcomes.get(5).problem()).contains("not asked for", "three times in a row");
  }

  @Test
  @DisplayName("and each is told of, with how many are done")
  void with_progress() throws IOException {
    List<String> told = new ArrayList<>();
    new PictureDownloader(cache, policy(), waits::add)
        .download(
            artworks(museum.on("/dog", LoopbackMuseum.file(dog, "\"v1\"")), museum.address("/no")),
            (outcome, done, total, bytes) ->
                told.add(done + "/" + total + " " + outcome.status() + " " + bytes));
    assertThat(told).containsExactly("1/2 DOWNLOADED " + dog.length, "2/2 FAILED " + dog.length);
  }

  @Test
  @DisplayName("by one process at a time into a cache")
  void one_process_at_a_time() throws IOException {
    URI picture = museum.on("/dog", LoopbackMuseum.file(dog, "\"v1\""));
    Path file = Files.createDirectories(cache).resolve("download.lock");
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(() -> download(picture)).hasMessageContaining("another download");
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1"
      })
  @DisplayName("not from addresses that are not public:")
  void private_addresses(String address) throws IOException {
    assertThat(AddressGuard.isPublic(java.net.InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"8.8.8.8", "172.15.0.1", "100.63.0.1", "2606:4700::1111", "64:ff9b::808:808"})
  @DisplayName("from public addresses:")
  void public_addresses(String address) throws IOException {
    assertThat(AddressGuard.isPublic(java.net.InetAddress.getByName(address))).isTrue();
  }

  private byte[] cat() throws IOException {
    return SampleCollection.drawing("noto-cat-face.png").bytes();
  }

  private DownloadPolicy policy() {
    return DownloadPolicy.polite(CONTACT).withDelay(Duration.ZERO).withAllowPrivate(true);
  }

  private List<Outcome> download(URI... pictures) throws IOException {
    return download(policy(), pictures);
  }

  private List<Outcome> download(DownloadPolicy policy, URI... pictures) throws IOException {
    return new PictureDownloader(cache, policy, waits::add)
        .download(artworks(pictures), this::ignore);
  }

  private void ignore(Outcome outcome, int done, int total, long bytes) {}

  private static List<Artwork> artworks(URI... pictures) {
    List<Artwork> artworks = new ArrayList<>();
    for (URI picture : pictures) {
      artworks.add(new Artwork(String.valueOf(artworks.size()), "untitled", "", "", "", picture));
    }
    return artworks;
  }

  private static Path file(Outcome outcome) {
    assertThat(outcome.problem()).isEmpty();
    return Objects.requireNonNull(outcome.file());
  }

  private void assertNothingKept() throws IOException {
    try (var files = Files.list(cache)) {
      assertThat(files).allMatch(file -> file.endsWith("download.lock"));
    }
  }
}
