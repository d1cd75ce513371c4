package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.clip4j.examples.course.SampleCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code clip gallery} from the command line; what is in the page is GalleryTest's. */
class GalleryCommandTest {
  @TempDir static Path temp;

  private static String index;

  @BeforeAll
  static void index_some_drawings() throws IOException {
    Path pictures = Files.createDirectory(temp.resolve("pictures"));
    for (String name : new String[] {"noto-dog-face.png", "noto-pizza.png", "noto-cat-face.png"}) {
      Files.write(pictures.resolve(name), SampleCollection.drawing(name).bytes());
    }
    index = temp.resolve("index").toString();
    assertThat(Cli.run("index", pictures.toString(), "--index", index).status()).isZero();
  }

  private static String out(String name) {
    return temp.resolve(name).toString();
  }

  @Test
  void a_page_has_results_and_a_map() throws IOException {
    Cli.Result result =
        Cli.run("gallery", index, "a", "dog", "face", "--out", out("dog.html"), "--top", "2");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .startsWith(out("dog.html") + ": 2 results, 3 of 3 pictures on the map, 5 thumbnails, ");
    assertThat(Files.readString(temp.resolve("dog.html"))).contains("<h1>a dog face</h1>");
  }

  @Test
  void without_words_it_is_a_map() throws IOException {
    Cli.Result result =
        Cli.run(
            "gallery",
            index,
            "--label",
            "pizza",
            "--label",
            "an animal",
            "--out",
            out("map.htm"),
            "--format",
            "json");
    JsonObject report = result.json().get(0);
    assertThat(report.get("results").getAsInt()).isZero();
    assertThat(report.get("map_points").getAsInt()).isEqualTo(3);
    assertThat(report.get("bytes").getAsLong()).isEqualTo(Files.size(temp.resolve("map.htm")));
    assertThat(report.getAsJsonArray("failures")).isEmpty();
    assertThat(Files.readString(temp.resolve("map.htm"))).contains("<h1>index</h1>");
  }

  @Test
  void wrong_usage_is_status_2_and_writes_nothing() throws IOException {
    Path picture = Files.writeString(temp.resolve("photo.png"), "kept");
    assertThat(Cli.run("gallery", index, "dog").status()).isEqualTo(2);
    assertThat(Cli.run("gallery", index, "dog", "--out", picture.toString()).status()).isEqualTo(2);
    assertThat(Files.readString(picture)).isEqualTo("kept");
    String page = out("never.html");
    assertThat(Cli.run("gallery", index, "--no-map", "--out", page).status()).isEqualTo(2);
    assertThat(Cli.run("gallery", index, "x", "--top", "501", "--out", page).status()).isEqualTo(2);
    assertThat(Cli.run("gallery", index, "dog", "+", "--out", page).status()).isEqualTo(2);
    assertThat(Cli.run("gallery", index, "--filter", "width>3", "--out", page).status())
        .isEqualTo(2);
    assertThat(Cli.run("gallery", index, "x", "--no-map", "--label", "y", "--out", page).status())
        .isEqualTo(2);
    assertThat(Cli.run("gallery", index, "x", "--out", out("no/folder/x.html")).status())
        .isEqualTo(2);
    assertThat(Cli.run("gallery", index, "x", "--map-points", "0", "--out", page).status())
        .isEqualTo(2);
    assertThat(temp.resolve("never.html")).doesNotExist();
  }

  @Test
  void a_missing_index_is_status_1() {
    Cli.Result result = Cli.run("gallery", out("none"), "dog", "--out", out("x.html"));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("make an index first");
  }
}
