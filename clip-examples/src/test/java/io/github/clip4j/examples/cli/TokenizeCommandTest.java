package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizeCommandTest {
  private static final String LONG = "dog ".repeat(100);

  @TempDir Path folder;

  @Test
  @DisplayName("A cute dog is 49406, 320, 2242, 1929, 49407")
  void json_has_the_ids_without_padding() {
    Cli.Result result = Cli.run("tokenize", "A cute dog", "", "--format", "json");
    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .containsExactly(
            "{\"text\":\"A cute dog\",\"ids\":[49406,320,2242,1929,49407],\"length\":5,\"truncated\":false}",
            "{\"text\":\"\",\"ids\":[49406,49407],\"length\":2,\"truncated\":false}");
  }

  @Test
  void an_over_long_text_is_cut_and_its_end_token_kept() {
    JsonObject object = Cli.run("tokenize", LONG, "--format", "json").json().get(0);
    assertThat(object.get("ids").getAsJsonArray()).hasSize(77);
    assertThat(object.get("ids").getAsJsonArray().get(76).getAsInt()).isEqualTo(49407);
    assertThat(object.get("truncated").getAsBoolean()).isTrue();
  }

  @Test
  void no_truncate_gives_all_ids() {
    JsonObject object =
        Cli.run("tokenize", LONG, "--no-truncate", "--format", "json").json().get(0);
    assertThat(object.get("length").getAsInt()).isEqualTo(102);
    assertThat(object.get("truncated").getAsBoolean()).isFalse();
    assertThat(Cli.run("tokenize", LONG, "--no-truncate").out()).contains("102 tokens");
  }

  @Test
  void strict_refuses_an_over_long_text_and_still_answers_for_the_others() {
    Cli.Result result = Cli.run("tokenize", "a", LONG, "b", "--strict", "--format", "json");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.json()).hasSize(2);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("text 2", "102 tokens", "77");
  }

  @Test
  void strict_and_no_truncate_exclude_each_other() {
    assertThat(Cli.run("tokenize", "a", "--strict", "--no-truncate").status()).isEqualTo(2);
  }

  @Test
  void texts_come_from_a_file_of_json_lines_in_the_wanted_dialect() throws IOException {
    Path file = folder.resolve("texts.jsonl");
    Files.writeString(file, "{\"text\":\"caf\u00c3\u00a9\"}\n{\"text\":\"dog\"}\n");
    Cli.Result openClip = Cli.run("tokenize", "--from", file.toString(), "--format", "json");
    Cli.Result huggingFace =
        Cli.run("tokenize", "--from", file.toString(), "--dialect", "hf", "--format", "json");
    assertThat(openClip.json()).hasSize(2);
    // open_clip repairs text that was decoded wrongly, Hugging Face does not.
    assertThat(openClip.json().get(0).get("ids"))
        .isEqualTo(Cli.run("tokenize", "caf\u00e9", "--format", "json").json().get(0).get("ids"));
    assertThat(huggingFace.json().get(0).get("ids"))
        .isNotEqualTo(openClip.json().get(0).get("ids"));
    assertThat(huggingFace.json().get(1).get("ids")).isEqualTo(openClip.json().get(1).get("ids"));
  }

  @Test
  void people_see_the_pieces_of_each_word() {
    Cli.Result result = Cli.run("tokenize", "hippopotamuses!");
    List<String> lines = result.out().lines().toList();
    assertThat(lines.get(0)).isEqualTo("hippopotamuses!");
    assertThat(lines.get(1).replaceAll("\u001b\\[[0-9]*m", "").replace("\u00b7", "").strip())
        .isEqualTo("hippopotamuses !");
    assertThat(lines.get(3)).endsWith("tokens");
  }

  @Test
  void a_text_that_begins_with_an_at_sign_is_a_text() {
    assertThat(
            Cli.run("tokenize", "@dog", "--format", "json").json().get(0).get("text").getAsString())
        .isEqualTo("@dog");
  }

  @Test
  void bytes_that_are_no_whole_character_are_shown_as_bytes() {
    Cli.Result result = Cli.run("tokenize", "\u05e9 caf\u00e9");
    assertThat(result.out()).contains("\\xd7\u00b7\\xa9 caf\u00e9");
  }
}
