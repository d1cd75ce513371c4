package io.github.clip4j.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.examples.gallery.Gallery;
import io.github.clip4j.examples.gallery.GalleryRequest;
import io.github.clip4j.search.SearchQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
@DisplayName("A gallery in the browser")
class GalleryInBrowserTest {
  /** Whether a selected element is laid out with some size. */
  private static final String SEEN =
      "document.querySelector('%s').getBoundingClientRect().height > 0";

  @TempDir static Path folder;

  private static Browser browser;
  private static Path page;

  private Tab tab;

  @BeforeAll
  static void writeGallery() throws IOException {
    browser = Browser.start();
    page = folder.resolve("gallery.html");
    try (DrawingsIndex drawings = DrawingsIndex.make(folder)) {
      Files.delete(drawings.pictures().resolve("vehicles/noto-bicycle.png"));
      GalleryRequest request =
          new GalleryRequest(
              "a dog face <b>&",
              SearchQuery.text("a dog face").withTop(11),
              List.of("animal", "food", "vehicle", "plant"),
              100,
              true);
      new Gallery(drawings.index(), drawings.clip()).write(request, page);
    }
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    tab = browser.tab();
    tab.open(page.toUri());
  }

  @AfterEach
  void theBrowserHasNothingToComplainAbout() throws IOException {
    tab.close();
    assertThat(tab.complaints()).isEmpty();
    assertThat(tab.requests()).as("only the page itself").hasSize(1);
  }

  @Test
  @DisplayName("shows every picture from a file, and a placeholder for one that is gone")
  void picturesLoad() throws IOException {
    assertThat(tab.number("document.images.length")).isEqualTo(20);
    tab.waitFor("[...document.images].every(image => image.complete && image.naturalWidth > 0)");
    assertThat(tab.number("document.querySelectorAll('.results li').length")).isEqualTo(11);
    assertThat(tab.text("document.querySelector('.results .gone').textContent"))
        .isEqualTo("no longer there");
    assertThat(tab.text("document.querySelector('.results bdi').textContent"))
        .contains("dog-face.png");
  }

  @Test
  @DisplayName("shows markup in names as text")
  void namesAreText() throws IOException {
    assertThat(tab.text("document.querySelector('h1').textContent")).isEqualTo("a dog face <b>&");
    assertThat(tab.text("document.title")).isEqualTo("a dog face <b>&");
    assertThat(
            tab.text(
                    "[...document.querySelectorAll('.results bdi')].map(e => e.textContent).join('|')")
                .split("\\|"))
        .contains(DrawingsIndex.HOSTILE);
    assertThat(tab.is("typeof boom == 'undefined'")).isTrue();
  }

  @Test
  @DisplayName("leads from a result to its file")
  void resultsLead() throws IOException {
    assertThat(tab.text("document.querySelector('.results a').href"))
        .startsWith(folder.toUri().toASCIIString())
        .endsWith("dog-face.png");
  }

  @Test
  @DisplayName("enlarges a point under the mouse")
  void mouse() throws IOException {
    assertThat(tab.is(SEEN.formatted("#r1 figcaption"))).isFalse();
    tab.hover("#r1 input");
    tab.waitFor(SEEN.formatted("#r1 figcaption"));
    assertThat(tab.number("document.querySelector('#r1 img').getBoundingClientRect().height"))
        .isEqualTo(128);
  }

  @Test
  @DisplayName("goes through the map with one Tab and the arrow keys")
  void keys() throws IOException {
    for (int i = 0; i < 60 && !tab.is("document.activeElement.matches('.map input')"); i++) {
      tab.press("Tab");
    }
    String first = tab.text("document.activeElement.parentElement.id");
    tab.waitFor(SEEN.formatted("#" + first + " figcaption"));
    tab.press("ArrowRight");
    String second = tab.text("document.activeElement.parentElement.id");
    assertThat(second).isNotEqualTo(first);
    tab.waitFor(SEEN.formatted("#" + second + " figcaption"));
    assertThat(tab.is(SEEN.formatted("#" + first + " figcaption"))).isFalse();
    tab.press("Tab");
    assertThat(tab.is("document.activeElement.matches('.map input')")).isFalse();
  }

  @Test
  @DisplayName("shows a result on the map")
  void resultOnTheMap() throws IOException {
    tab.click(".results figcaption a");
    tab.waitFor("location.hash == '#r1'");
    tab.waitFor(SEEN.formatted("#r1 figcaption"));
  }

  @ParameterizedTest(name = "{0}, {1} pixels wide")
  @CsvSource({"light, 1200", "dark, 1200", "light, 400", "dark, 400"})
  @DisplayName("fits the window and follows the system's colours")
  void looks(String colours, int width) throws IOException {
    tab.colours(colours);
    tab.size(width, 900);
    tab.hover("#r1 input");
    tab.screenshot("gallery-" + colours + "-" + width);
    assertThat(tab.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    assertThat(tab.text("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(colours.equals("dark") ? "rgb(21, 24, 30)" : "rgb(251, 251, 250)");
    int points = tab.number("document.querySelectorAll('.point').length");
    assertThat(points).isEqualTo(11);
    assertThat(
            tab.text(
                "(() => { const map = document.querySelector('.map').getBoundingClientRect();"
                    + " return [...document.querySelectorAll('.point')].filter(p => {"
                    + " const r = p.querySelector('input').getBoundingClientRect();"
                    + " return r.left < map.left || r.right > map.right || r.top < map.top"
                    + " || r.bottom > map.bottom; }).map(p => p.id).join(); })()"))
        .as("points beyond the map's edge")
        .isEmpty();
  }
}
