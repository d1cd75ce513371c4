package io.github.clip4j.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.examples.course.SampleCollection;
import io.github.clip4j.examples.serve.SearchServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("browser")
@DisplayName("The search page in the browser")
class SearchPageInBrowserTest {
  private static final String NAMES =
      "[...document.querySelectorAll('#results .name')].map(name => name.textContent)";

  /** Whether all that the page fetches at its start is there. */
  private static final String ABOUT =
      "document.querySelector('#about').textContent.startsWith('11 pictures')";

  private static final String LOADED =
      "[...document.querySelectorAll('#results img')]"
          + ".every(image => image.complete && image.naturalWidth > 0)";

  @TempDir static Path folder;

  private static Browser browser;
  private static DrawingsIndex drawings;
  private static SearchServer server;

  private Tab tab;

  @BeforeAll
  static void serve() throws IOException {
    browser = Browser.start();
    drawings = DrawingsIndex.make(folder);
    server =
        SearchServer.start(
            drawings.index(),
            drawings.clip(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterAll
  static void close() throws IOException {
    if (server != null) {
      server.close();
      drawings.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    tab = browser.tab();
    tab.size(1200, 900);
    tab.open(server.address());
    tab.waitFor(ABOUT);
  }

  @AfterEach
  void theBrowserHasNothingToComplainAbout() throws IOException {
    tab.close();
    assertThat(tab.complaints()).isEmpty();
    assertThat(tab.requests()).allMatch(url -> url.startsWith(server.address().toString()));
  }

  private void search(String words) throws IOException {
    tab.click("#query");
    tab.type(words);
    tab.click("#search button");
    tab.waitFor(NAMES + ".length > 0");
  }

  @Test
  @DisplayName("says what is searched")
  void about() throws IOException {
    assertThat(tab.text("document.querySelector('#about').textContent"))
        .startsWith("11 pictures in " + drawings.pictures());
  }

  @Test
  @DisplayName("finds drawings by typed words and a click, best first")
  void searchByWords() throws IOException {
    search("a dog face");

    assertThat(tab.text(NAMES + "[0]")).contains("dog-face");
    assertThat(tab.text(NAMES + "[1]")).contains("dog-face");
    assertThat(tab.text("document.querySelector('#results .score').textContent"))
        .matches("0\\.[0-9]{3}");
    assertThat(tab.text(NAMES + ".join('|')")).contains(DrawingsIndex.HOSTILE.substring(7));
    tab.waitFor(LOADED);
  }

  @Test
  @DisplayName("searches on Enter too, and says so if there is nothing to search by")
  void enter() throws IOException {
    tab.click("#search button");
    tab.waitFor("document.querySelector('#status.error').textContent.includes('Type some words')");
    tab.click("#query");
    tab.type("a pizza");
    tab.press("Enter");
    tab.waitFor(NAMES + ".length > 0");
    assertThat(tab.text(NAMES + "[0]")).contains("pizza");
    assertThat(tab.is("document.querySelector('#status.error')")).isFalse();
  }

  @Test
  @DisplayName("shows the neighbours of a result at a click on More like this")
  void neighbours() throws IOException {
    search("a dog face");
    String dog = tab.text(NAMES + "[0]");

    tab.click("#results .neighbours");
    tab.waitFor(
        "!document.querySelector('#asked').hidden && "
            + NAMES
            + ".length == 10 && "
            + NAMES
            + "[0] != '"
            + dog
            + "'");
    assertThat(tab.text(NAMES + "[0]")).as("the other dog").contains("dog-face");
    assertThat(tab.text("document.querySelector('#asked-name').textContent")).isEqualTo(dog);
    assertThat(tab.text(NAMES + ".join('|')")).doesNotContain(dog);
  }

  @Test
  @DisplayName("searches by a chosen picture and labels it")
  void picture() throws IOException {
    Path picture =
        Files.write(
            folder.resolve("my cat.png"), SampleCollection.drawing("twemoji-cat-face.png").bytes());

    tab.choose("#file", picture);
    tab.waitFor(NAMES + ".length > 0");
    assertThat(tab.text(NAMES + "[0]")).isEqualTo("noto-cat-face.png");
    assertThat(tab.text("document.querySelector('#asked-name').textContent"))
        .isEqualTo("my cat.png");
    tab.waitFor("document.querySelector('#asked-picture').naturalWidth > 0");

    tab.click("#label-list");
    tab.type("a pizza, a cat face, an automobile");
    tab.click("#labels button");
    tab.waitFor("document.querySelectorAll('#label-results li').length == 3");
    assertThat(tab.text("document.querySelector('#label-results li').textContent"))
        .startsWith("a cat face: ");
    tab.size(400, 900);
    tab.screenshot("serve-picture-light-400");
    tab.size(1200, 900);
    tab.screenshot("serve-picture-light-1200");

    tab.click("#clear");
    assertThat(tab.is("document.querySelector('#asked').hidden")).isTrue();
  }

  @Test
  @DisplayName("searches by a picture that is dropped on the page")
  void drop() throws IOException {
    Path picture =
        Files.write(
            folder.resolve("dropped.png"), SampleCollection.drawing("twemoji-frog.png").bytes());

    tab.drop("main", picture);
    tab.waitFor(NAMES + ".length > 0");
    assertThat(tab.text(NAMES + "[0]")).isEqualTo("noto-frog.png");
    assertThat(tab.text("document.querySelector('#asked-name').textContent"))
        .isEqualTo("dropped.png");
    assertThat(tab.is("document.querySelector('#drop').hidden")).isTrue();
  }

  @Test
  @DisplayName("says so where a picture is gone, and in its own words where a query is wrong")
  void gone() throws IOException {
    Path bicycle = drawings.pictures().resolve("vehicles/noto-bicycle.png");
    byte[] kept = Files.readAllBytes(bicycle);
    Files.delete(bicycle);
    try (SearchServer fresh =
        SearchServer.start(
            drawings.index(),
            drawings.clip(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      tab.open(fresh.address());
      tab.waitFor(ABOUT);
      search("a bicycle");
      tab.hover("#results li:last-child .name");
      tab.waitFor("document.querySelectorAll('#results .gone').length == 1");
      tab.click("#query");
      tab.type(" +");
      tab.press("Enter");
      tab.waitFor("document.querySelector('#status.error')?.textContent.includes('position')");
      tab.colours("dark");
      tab.screenshot("serve-gone-dark-1200");
      assertThat(tab.complaints())
          .as("the browser's own words about 404 and 400")
          .hasSize(2)
          .allMatch(complaint -> complaint.contains("40"));
      tab.forget();
    } finally {
      Files.write(bicycle, kept);
    }
  }

  @ParameterizedTest(name = "{0}, {1} pixels wide")
  @CsvSource({"light, 1200", "dark, 1200", "light, 400", "dark, 400"})
  @DisplayName("fits the window and follows the system's colours")
  void looks(String colours, int width) throws IOException {
    tab.colours(colours);
    tab.size(width, 900);
    search("a dog face");
    tab.waitFor(LOADED);
    tab.screenshot("serve-" + colours + "-" + width);

    assertThat(tab.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    assertThat(tab.text("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(colours.equals("dark") ? "rgb(21, 24, 30)" : "rgb(251, 251, 250)");
  }
}
