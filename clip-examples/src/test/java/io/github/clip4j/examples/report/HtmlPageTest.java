package io.github.clip4j.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A page")
class HtmlPageTest {
  private static final String HOSTILE = "<script>alert('x')</script> & \"quotes\"";

  @Test
  void shows_text_as_it_is_whatever_it_contains() {
    BufferedImage dot = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    String html =
        new HtmlPage(HOSTILE)
            .heading(HOSTILE)
            .paragraph(HOSTILE)
            .plot(dot, HOSTILE)
            .pictures(List.of(new HtmlPage.Picture(dot, HOSTILE, HOSTILE, true)))
            .table(List.of(HOSTILE), List.of(List.of(HOSTILE)))
            .toHtml();
    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;alert(&#39;x&#39;)");
  }

  @Test
  void asks_for_nothing_from_elsewhere() {
    BufferedImage dot = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    String html = new HtmlPage("a page").plot(dot, "a dot").toHtml();
    assertThat(html).contains("src=\"data:image/png;base64,").doesNotContain("http");
  }

  @Test
  void has_no_control_characters_and_no_half_letters() {
    assertThat(HtmlPage.escape("a\u0000b\ud83dc\udc36d\ud83d\udc36"))
        .isEqualTo("a\ufffdb\ufffdc\ufffdd\ud83d\udc36");
  }

  @Test
  void names_each_picture_of_a_map_and_its_group() {
    BufferedImage red = new BufferedImage(300, 100, BufferedImage.TYPE_INT_RGB);
    red.setRGB(0, 0, Color.RED.getRGB());
    PictureMap map =
        new PictureMap(
            List.of(
                new PictureMap.Place(red, "one", 0, 0, 0),
                new PictureMap.Place(red, "two <b>", 1, 1, 1)),
            List.of("cats", "dogs"),
            400,
            300);
    HtmlPage page = new HtmlPage("map");
    map.addTo(page);
    assertThat(page.toHtml()).contains("one (cats)", "two &lt;b&gt; (dogs)");
    BufferedImage drawn = map.toImage();
    assertThat(drawn.getWidth()).isEqualTo(400);
    assertThat(drawn.getHeight()).isGreaterThan(300);
  }

  @Test
  void is_written_only_into_its_folder(@TempDir Path folder) {
    OutputFolder output = new OutputFolder(folder);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> output.html("../page.html", new HtmlPage("x")));
  }

  @Test
  void shows_a_big_picture_small_and_a_small_one_as_it_is() {
    BufferedImage wide = new BufferedImage(1000, 10, BufferedImage.TYPE_INT_ARGB);
    assertThat(Thumbnail.of(wide, 100).getWidth()).isEqualTo(100);
    assertThat(Thumbnail.of(wide, 100).getHeight()).isBetween(1, 2);
    assertThat(Thumbnail.of(wide, 100).getRGB(50, 0)).isEqualTo(Color.WHITE.getRGB());
    assertThat(Thumbnail.of(new BufferedImage(5, 5, BufferedImage.TYPE_INT_RGB), 100).getWidth())
        .isEqualTo(5);
  }
}
