package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a mistaken command line")
class UsageMistakeTest {
  @TempDir Path folder;

  @Test
  @DisplayName("a mistyped option is named and corrected, not what is missing without it")
  void mistypedOption() {
    Cli.Result result = Cli.run("classify", "picture.png", "--lable", "dog");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("clip: Unknown option: '--lable'")
        .contains("--label")
        .doesNotContain("Missing");
  }

  @Test
  @DisplayName("a query that begins with a minus is told to go behind --")
  void minusText() {
    Cli.Result result = Cli.run("search", "index", "- dog");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("A text that begins with - goes behind all options");
  }

  @Test
  @DisplayName("an empty file name is refused as such")
  void emptyName() {
    Cli.Result result = Cli.run("compare", "", "a dog");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("IMAGE").contains("this is empty");
  }

  @ParameterizedTest
  @CsvSource({"help, Usage: clip [-hV]", "help compare, Usage: clip compare"})
  @DisplayName("clip help is clip --help")
  void help(String line, String usage) {
    Cli.Result result = Cli.run(line.split(" "));
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).startsWith(usage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preprocess a.png --size 100000",
        "preprocess a.png --size 0",
        "duplicates index --min 2",
        "duplicates index --min NaN"
      })
  @DisplayName("a number out of range is status 2, before anything is read")
  void numbers(String line) {
    Cli.Result result = Cli.run(line.split(" "));
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains("--");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--batch=0", "--commit-every=0", "--exclude=["})
  @DisplayName("so is one of an index")
  void indexNumbers(String option) {
    Cli.Result result =
        Cli.run("index", folder.toString(), "--index", folder.resolve("i").toString(), option);
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(folder.resolve("i")).doesNotExist();
  }

  @Test
  @DisplayName("a mistyped starter is corrected")
  void mistypedStarter() {
    Cli.Result result = Cli.run("info", "stater");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("near: starter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "verify"})
  @DisplayName("a model that is not there is an error in every command that takes one")
  void missingModel(String command) {
    Cli.Result result = Cli.run(command, "no-such-model");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("no-such-model");
  }

  @Test
  @DisplayName("results that cannot be written are the output's fault, and nothing half is left")
  void unwritableOutput() throws IOException {
    Path picture = folder.resolve("dog.png");
    try (var in = Cli.class.getResourceAsStream(DOG)) {
      Files.copy(java.util.Objects.requireNonNull(in), picture);
    }
    Path lost = folder.resolve("missing").resolve("crop.png");
    Cli.Result result = Cli.run("preprocess", picture.toString(), "--out", lost.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualToIgnoringNewLines("clip: " + lost + ": there is no such folder to write to");

    Cli.Result bundle = Cli.run("bundle", "starter", "--out", folder.toString());
    assertThat(bundle.status()).isEqualTo(1);
    assertThat(bundle.err()).contains(folder + ": is a folder; name a file in it");
  }

  private static final String DOG = "/io/github/clip4j/starter/pictures/noto-dog-face.png";
}
