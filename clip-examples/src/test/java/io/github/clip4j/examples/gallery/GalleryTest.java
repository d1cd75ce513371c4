package io.github.clip4j.examples.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageIndexer;
import io.github.clip4j.search.IndexFailure;
import io.github.clip4j.search.SearchQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A gallery")
class GalleryTest {
  private static final String HOSTILE = "<script>alert(1)<&\"' 🐶.png";

  @TempDir static Path folder;

  private static Path pictures;
  private static ClipModel clip;
  private static ImageIndex index;

  @BeforeAll
  static void indexSomeDrawings() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
    draw("animals/dog.png", "noto-dog-face.png");
    draw("animals/cat.png", "noto-cat-face.png");
    draw("food/pizza.png", "noto-pizza.png");
    draw("food/gone.png", "twemoji-pizza.png");
    draw("food/broken.png", "noto-cat-face.png");
    draw("top.png", "noto-automobile.png");
    draw(
        System.getProperty("os.name").startsWith("Windows") ? "dog & '.png" : HOSTILE,
        "twemoji-dog-face.png");
    clip = ClipModel.load("starter");
    ImageIndexer.builder(clip, pictures, folder.resolve("index")).build().run();
    index = ImageIndex.open(folder.resolve("index"));
    Files.delete(pictures.resolve("food/gone.png"));
    Files.writeString(pictures.resolve("food/broken.png"), "no picture any more");
  }

  @AfterAll
  static void close() throws IOException {
    index.close();
    clip.close();
  }

  private static void draw(String path, String drawing) throws IOException {
    Path file = pictures.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, SampleCollection.drawing(drawing).bytes());
  }

  private static GalleryRequest request(int mapPoints, boolean linked) {
    return new GalleryRequest(
        "a dog <b>", SearchQuery.text("a dog face").withTop(20), List.of(), mapPoints, linked);
  }

  private static String page(String name, GalleryRequest request) throws IOException {
    Path page = folder.resolve(name);
    new Gallery(index, clip).write(request, page);
    return Files.readString(page);
  }

  private static List<String> all(String regex, String html) {
    return Pattern.compile(regex).matcher(html).results().map(m -> m.group(1)).toList();
  }

  @Test
  @DisplayName("shows results best first, with scores and thumbnails")
  void results() throws IOException {
    String html = page("results.html", request(0, false));

    List<String> scores = all("<figcaption><b>(-?[0-9.]+)</b>", html);
    assertThat(scores).hasSize(7);
    assertThat(scores.stream().map(Double::valueOf))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(html.indexOf("animals/dog.png")).isLessThan(html.indexOf("food/pizza.png"));
    assertThat(all("<img alt=\"[^\"]*\" src=\"(data:image/(?:png|jpeg);base64,)", html)).hasSize(5);
    assertThat(html).doesNotContain("id=\"map\"");
  }

  @Test
  @DisplayName("escapes titles and file names")
  void escapes() throws IOException {
    String html = page("escaped.html", request(100, true));

    assertThat(html)
        .contains("<h1>a dog &lt;b&gt;</h1>")
        .doesNotContain("<script")
        .doesNotContain("a dog <b>");
    if (Files.exists(pictures.resolve(HOSTILE))) {
      assertThat(html)
          .contains("<bdi>&lt;script&gt;alert(1)&lt;&amp;&quot;&#39; 🐶.png</bdi>")
          .contains("href=\"./pictures/%3Cscript%3Ealert%281%29%3C%26%22%27%20%F0%9F%90%B6.png\"");
    }
  }

  @Test
  @DisplayName("has no address outside itself, no script, and a policy that allows neither")
  void selfContained() throws Exception {
    String html = page("self.html", request(100, false));

    assertThat(html).doesNotContain("://").doesNotContain("<script").doesNotContain("javascript:");
    assertThat(all("(?:src|href|action|content)=\"((?!data:image/|#)[^\"]*)\"", html))
        .as("every other value is one of the head")
        .allMatch(
            value ->
                value.startsWith("default-src 'none'; img-src data:; style-src 'sha256-")
                    || value.startsWith("width=device-width")
                    || value.equals("clip4j")
                    || value.equals("no-referrer"));
    assertThat(html).doesNotContain(" style=").doesNotContain("@import").doesNotContain("url(");
    String style = all("(?s)<style>(.*?)</style>", html).get(0);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(html)
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    assertThat(html).as("where files are is told only if asked").doesNotContain(folder.toString());
  }

  @Test
  @DisplayName("goes on past pictures that are gone or broken, and says so")
  void missingPictures() throws IOException {
    Path page = folder.resolve("missing.html");
    GalleryReport report = new Gallery(index, clip).write(request(100, false), page);

    assertThat(report.failures())
        .extracting(IndexFailure::path)
        .containsExactlyInAnyOrder("food/gone.png", "food/broken.png");
    assertThat(report.failures()).allMatch(f -> !f.reason().contains(folder.toString()));
    String html = Files.readString(page);
    assertThat(html)
        .contains("2 pictures could not be shown")
        .contains("<span class=\"gone\">no longer there</span>")
        .contains("<span class=\"gone\">cannot be read any more</span>");
    assertThat(report.results()).isEqualTo(7);
    assertThat(report.mapPoints()).isEqualTo(7);
    assertThat(report.thumbnails()).as("two of each picture that is there").isEqualTo(10);
    assertThat(report.bytes()).isEqualTo(Files.size(page));
  }

  @Test
  @DisplayName("keeps within its limit of bytes")
  void boundedBytes() throws IOException {
    Path page = folder.resolve("bounded.html");
    GalleryReport report = new Gallery(index, clip).write(request(100, false), page, 12_000);

    String html = Files.readString(page);
    assertThat(all("src=\"(data:[^\"]*)\"", html).stream().mapToInt(String::length).sum())
        .isBetween(1, 12_000);
    assertThat(report.thumbnails()).isBetween(1, 9);
    assertThat(html).contains("left out to keep this page small");
  }

  @Test
  @DisplayName("samples a larger index evenly and keeps the results on the map")
  void boundedMap() throws IOException {
    Path page = folder.resolve("sampled.html");
    GalleryRequest request =
        new GalleryRequest("x", SearchQuery.text("a pizza").withTop(1), List.of(), 3, false);
    GalleryReport report = new Gallery(index, clip).write(request, page);

    String html = Files.readString(page);
    assertThat(report.mapPoints()).isBetween(3, 4);
    assertThat(html).contains(report.mapPoints() + " of 7 pictures, evenly chosen");
    assertThat(all("id=\"(r1)\"", html)).hasSize(1);
    assertThat(all("#(r1) \\{ left: calc\\([^;]*; top: calc\\([^;]*; }", html)).hasSize(1);
  }

  @Test
  @DisplayName("gives each point the colour of its folder, or of its nearest label")
  void groups() throws IOException {
    String folders = page("folders.html", request(100, false));
    assertThat(all("class=\"g[0-9]\"><i></i>([^<]*) <span", folders))
        .containsExactly("food", "(top folder)", "animals");

    GalleryRequest labelled =
        new GalleryRequest("labels", null, List.of("dog face", "slice of pizza"), 100, false);
    String labels = page("labels.html", labelled);
    assertThat(labels)
        .containsPattern("aria-label=\"pizza.png, slice of pizza\"")
        .containsPattern("aria-label=\"dog.png, dog face\"")
        .doesNotContain("id=\"found\"");
  }

  @Test
  @DisplayName("leaves no temporary file, and none when it fails")
  void temporaryFiles() throws IOException {
    Path here = Files.createDirectory(folder.resolve("pages"));
    Path page = here.resolve("a.html");
    new Gallery(index, clip).write(request(0, false), page);
    Files.createDirectories(here.resolve("taken.html/inside"));
    assertThatThrownBy(
            () -> new Gallery(index, clip).write(request(0, false), here.resolve("taken.html")))
        .isInstanceOf(IOException.class);

    try (Stream<Path> files = Files.list(here)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.html", "taken.html");
    }
  }

  @Test
  @DisplayName("needs no model for a map, or for neighbours of a picture of the index")
  void withoutModel() throws IOException {
    Path page = folder.resolve("plain.html");
    GalleryRequest request =
        new GalleryRequest(
            "neighbours", SearchQuery.parse("like:animals/dog.png"), List.of(), 10, false);
    GalleryReport report = new Gallery(index, null).write(request, page);
    assertThat(report.results()).isEqualTo(7);
    assertThat(Files.readString(page)).contains("<b>1.000</b> <bdi>animals/dog.png</bdi>");
    assertThatThrownBy(() -> new Gallery(index, null).write(request(0, false), page))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("refuses what no page could show")
  void refuses() {
    SearchQuery dog = SearchQuery.text("dog");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GalleryRequest("x", dog.withTop(501), List.of(), 0, false))
        .withMessageContaining("at most 500");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GalleryRequest("x", dog, List.of(), 5001, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GalleryRequest("x", null, List.of(), 0, false))
        .withMessageContaining("a query, a map or both");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GalleryRequest("x", dog, List.of(" "), 5, false));
  }

  @Test
  @DisplayName("colours the largest groups and merges the rest")
  void grouping() {
    Grouping grouping =
        Grouping.of(List.of("i", "h", "g", "f", "e", "d", "c", "b", "a", "a", "j", "j", "k"));

    assertThat(grouping.groups()).hasSize(Grouping.COLOURED + 1);
    assertThat(grouping.groups().get(0)).isEqualTo(new Grouping.Group("a", 0, 2, 1));
    assertThat(grouping.groups().get(1).name()).isEqualTo("j");
    assertThat(grouping.groups().get(8)).isEqualTo(new Grouping.Group("", 8, 3, 3));
    assertThat(grouping.colour("k")).isEqualTo(Grouping.COLOURED);
    assertThat(grouping.colour("a")).isZero();
  }

  @Test
  @DisplayName("shows control characters, and the end of a long path")
  void shownTexts() {
    assertThat(Shown.text("a\nb\tc\u007f", 10)).isEqualTo("a␊b␉c␡");
    assertThat(Shown.text("0123456789.png", 7)).isEqualTo("…789.png");
    assertThat(Shown.text("x🐶.png", 5)).as("no half of a character").isEqualTo("….png");
    assertThat(Shown.text("\ud800", 5)).isEqualTo("\ufffd");
    Path page = Path.of("pages", "a.html");
    assertThat(Shown.address(page, Path.of("pages", "http:", "x y.png")))
        .isEqualTo("./http%3A/x%20y.png");
    assertThat(Shown.address(page, Path.of("other", "ö.png"))).isEqualTo("./../other/%C3%B6.png");
  }
}
