package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.clip4j.examples.cli.Cli.Result;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("clip lesson")
class LessonCommandTest {
  @TempDir Path folder;

  @Test
  void without_a_number_it_lists_every_lesson() {
    Result result = Cli.run("lesson");
    assertThat(result.status()).isZero();
    assertThat(result.out().lines()).hasSameSizeAs(Lesson.ALL);
    assertThat(result.out()).startsWith("3a  Cosine similarity and embeddings: ");
  }

  @Test
  void the_list_as_json_is_one_object_a_line() {
    List<JsonObject> lessons = Cli.run("lesson", "--format", "json").json();
    assertThat(lessons).hasSameSizeAs(Lesson.ALL);
    assertThat(lessons.get(0).keySet()).containsExactly("lesson", "title", "teaches", "draws");
  }

  @Test
  void a_lesson_reads_what_is_typed_and_says_what_it_drew() {
    Result result = typing("a dog face\n", "lesson", "3A", "--out", folder.toString());
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("a dog face  best so far", "arrows.png", "edits.png");
  }

  @Test
  void a_lesson_as_json_is_one_object_with_its_lines_and_files() {
    Result result =
        typing(
            "", "lesson", "3a", "--out", folder.toString(), "--text", "a cat", "--format", "json");
    assertThat(result.status()).as(result.err()).isZero();
    JsonObject object = result.json().get(0);
    assertThat(object.get("lesson").getAsString()).isEqualTo("3a");
    assertThat(object.getAsJsonArray("said").toString()).contains("text: a cat");
    assertThat(object.getAsJsonArray("files")).hasSize(3);
  }

  @Test
  void an_unknown_lesson_is_wrong_usage() {
    Result result = Cli.run("lesson", "99");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("there is no lesson 99; there are 3a");
  }

  private static Result typing(String typed, String... args) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    try {
      return Cli.run(args);
    } finally {
      System.setIn(before);
    }
  }
}
