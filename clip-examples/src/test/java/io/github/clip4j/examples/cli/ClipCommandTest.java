package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipCommandTest {
  @Test
  void help_names_every_command() {
    Cli.Result result = Cli.run("--help");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains(
            "compare",
            "classify",
            "embed",
            "encode-tensors",
            "tokenize",
            "preprocess",
            "info",
            "convert");
  }

  /** From Java 21 on Lucene would, in the middle of results. */
  @Test
  void libraries_tell_nothing_about_themselves() {
    assertThat(Cli.run("--version").status()).isZero();
    assertThat(Logger.getLogger("org.apache.lucene.store").isLoggable(Level.WARNING)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bogus",
        "compare",
        "compare picture.png",
        "tokenize --dialect french hello",
        "embed",
        "classify picture.png",
        "info --format yaml",
        "classify picture.png --label dog --template nothing"
      })
  void wrong_usage_is_status_2_and_leaves_standard_output_empty(String line) {
    Cli.Result result = Cli.run(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isNotBlank();
  }

  /** All commands take the options of a model; none is passed over in silence. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokenize --precision int8 --format json hello",
        "info --text-precision BF16 --format json starter"
      })
  void a_precision_without_effect_is_said_beside_the_results(String line) {
    Cli.Result result = Cli.run(line.split(" "));
    assertThat(result.status()).isZero();
    assertThat(result.json()).hasSize(1);
    assertThat(result.err()).contains("no network is run here, so a precision changes nothing");
  }

  @Test
  void a_missing_model_is_status_1_and_one_line_that_names_it() {
    Cli.Result result = Cli.run("info", "no-such-folder/model.safetensors");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("clip: ")
        .contains("no-such-folder");
  }

  @Test
  void verbose_adds_the_stack_trace() {
    Cli.Result result = Cli.run("info", "no-such-folder/model.safetensors", "--verbose");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("\tat ");
  }
}
