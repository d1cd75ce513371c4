package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.clip4j.search.IndexProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code clip index}, {@code clip search} and {@code clip duplicates} on the starter's drawings.
 */
class SearchCommandsTest {
  @TempDir static Path temp;

  private static String folder;
  private static String index;

  @BeforeAll
  static void index_some_drawings() throws IOException {
    Path pictures = Files.createDirectory(temp.resolve("pictures"));
    for (String name :
        new String[] {"noto-dog-face.png", "twemoji-dog-face.png", "noto-pizza.png"}) {
      try (InputStream in =
          Cli.class.getResourceAsStream("/io/github/clip4j/starter/pictures/" + name)) {
        assertThat(in).as(name).isNotNull();
        Files.copy(in, pictures.resolve(name));
      }
    }
    Files.copy(pictures.resolve("noto-pizza.png"), pictures.resolve("zz.png"));
    folder = pictures.toString();
    index = temp.resolve("index").toString();
    Cli.Result result = Cli.run("index", folder, "--index", index, "--format", "json");
    assertThat(result.status()).as(result.err()).isZero();
    JsonObject report = result.json().get(0);
    assertThat(report.get("pictures").getAsInt()).isEqualTo(4);
    assertThat(report.get("complete").getAsBoolean()).isTrue();
  }

  @Test
  void words_find_pictures_best_first() {
    Cli.Result result = Cli.run("search", index, "a", "dog", "face", "--top", "2");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out().lines().toList().get(0)).isEqualTo("rank   score  path");
    assertThat(result.out().lines().skip(1)).hasSize(2).allMatch(line -> line.contains("dog"));
  }

  @Test
  void json_has_a_line_a_hit() {
    Cli.Result result = Cli.run("search", index, "pizza", "--top", "1", "--json");
    JsonObject hit = result.json().get(0);
    assertThat(hit.get("path").getAsString()).isIn("noto-pizza.png", "zz.png");
    assertThat(hit.get("rank").getAsInt()).isEqualTo(1);
    assertThat(hit.get("score").getAsFloat()).isBetween(0f, 1f);
    assertThat(hit.get("file").getAsString()).startsWith(folder);
  }

  @Test
  void csv_has_a_header() {
    Cli.Result result = Cli.run("search", index, "pizza", "--top", "1", "--csv");
    assertThat(result.out().lines().toList().get(0))
        .isEqualTo("rank,score,path,width,height,format");
    assertThat(result.out().lines()).hasSize(2);
  }

  @Test
  void a_picture_and_filters_go_with_words() {
    String dog = Path.of(folder, "noto-dog-face.png").toString();
    Cli.Result result =
        Cli.run("search", index, "--image", dog, "--filter", "path ~ twemoji", "--json");
    assertThat(result.json())
        .singleElement()
        .satisfies(
            hit -> assertThat(hit.get("path").getAsString()).isEqualTo("twemoji-dog-face.png"));
    assertThat(Cli.run("search", index, "dog", "--min", "0.99").err()).contains("no picture fits");
  }

  @Test
  void copies_are_duplicates() {
    Cli.Result result = Cli.run("duplicates", index, "--min", "1", "--format", "json");
    JsonObject group = result.json().get(0);
    assertThat(group.get("identical").getAsBoolean()).isTrue();
    assertThat(group.getAsJsonArray("paths")).hasSize(2);
    assertThat(Cli.run("duplicates", index, "--min", "1").out())
        .isEqualToNormalizingNewlines("2 pictures, the same file\n  noto-pizza.png\n  zz.png\n");
  }

  @Test
  void wrong_usage_is_status_2() {
    assertThat(Cli.run("search", index).status()).isEqualTo(2);
    assertThat(Cli.run("search", index, "dog", "+").status()).isEqualTo(2);
    assertThat(Cli.run("search", index, "dog", "--top", "0").status()).isEqualTo(2);
    assertThat(Cli.run("search", index, "dog", "--filter", "width").status()).isEqualTo(2);
    assertThat(Cli.run("index", folder).status()).isEqualTo(2);
  }

  @Test
  void an_input_at_fault_is_status_1_and_one_line() {
    Cli.Result missing = Cli.run("search", temp.resolve("none").toString(), "dog");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err().lines()).singleElement().asString().contains("make an index first");
    Cli.Result field = Cli.run("search", index, "dog", "--filter", "colour=red");
    assertThat(field.status()).isEqualTo(1);
    assertThat(field.err()).contains("'colour' is not known");
    Cli.Result other = Cli.run("search", index, "dog", "--model", Cli.tinyModel());
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err()).contains("it was made with 'starter'");
  }

  @Test
  void an_unreadable_picture_is_a_message_and_no_failure() throws IOException {
    Path pictures = Files.createDirectory(temp.resolve("broken"));
    Files.writeString(pictures.resolve("x.png"), "no picture");
    Cli.Result result =
        Cli.run("index", pictures.toString(), "--index", temp.resolve("broken.index").toString());
    assertThat(result.status()).isZero();
    assertThat(result.err()).startsWith("clip: x.png: ");
    assertThat(result.out()).contains("0 pictures").contains("1 unreadable");
  }

  @Test
  void progress_is_a_bar_for_people_and_lines_for_scripts() {
    IndexProgress half =
        new IndexProgress(IndexProgress.Phase.ENCODE, 500, 1000, 2, Duration.ofSeconds(125));
    assertThat(IndexProgressBar.line(half))
        .isEqualTo("indexing: 500 of 1000 pictures, 4.0 a second, 2:05 left, 2 unreadable");
    assertThat(IndexProgressBar.span(Duration.ofSeconds(3725))).isEqualTo("1:02:05");
    StringWriter script = new StringWriter();
    try (IndexProgressBar bar = new IndexProgressBar(new PrintWriter(script, true), false)) {
      bar.accept(half);
      bar.accept(half);
    }
    assertThat(script.toString().lines()).as("one line a while").hasSize(1);
    StringWriter terminal = new StringWriter();
    try (IndexProgressBar bar = new IndexProgressBar(new PrintWriter(terminal, true), true)) {
      bar.accept(half);
    }
    assertThat(terminal.toString()).contains("\r").contains("500/1000");
  }
}
