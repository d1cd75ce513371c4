package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLinesTest {
  @TempDir Path folder;

  @Test
  void plain_lines_are_texts() throws IOException {
    assertThat(TextLines.read(file("a.txt", "one\r\ntwo\n\nd\u00e9j\u00e0\n")))
        .containsExactly("one", "two", "", "d\u00e9j\u00e0");
  }

  @Test
  void jsonl_lines_are_objects_and_keep_line_breaks_within_a_text() throws IOException {
    assertThat(
            TextLines.read(
                file("a.jsonl", "{\"text\":\"a\\nb\\u2028c\",\"x\":1}\n\n{\"text\":\"\"}")))
        .containsExactly("a\nb\u2028c", "");
  }

  @Test
  void a_line_that_is_no_object_with_a_text_is_named() throws IOException {
    Path file = file("a.jsonl", "{\"text\":\"a\"}\n{\"caption\":\"b\"}\n");
    assertThatThrownBy(() -> TextLines.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.jsonl, line 2: not an object with a string \"text\"");
    Path broken = file("b.jsonl", "{\"text\":");
    assertThatThrownBy(() -> TextLines.read(broken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.jsonl, line 1: not JSON");
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() throws IOException {
    Path file = folder.resolve("latin1.txt");
    Files.write(file, new byte[] {(byte) 0xe9, '\n'});
    assertThatThrownBy(() -> TextLines.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("latin1.txt: not UTF-8, after line 0");
  }

  @Test
  void the_mark_that_windows_editors_begin_a_file_with_belongs_to_no_text() throws IOException {
    assertThat(TextLines.read(file("a.txt", "\ufeffa dog\na cat\n")))
        .containsExactly("a dog", "a cat");
    assertThat(TextLines.read(file("a.jsonl", "\ufeff{\"text\":\"a dog\"}\n")))
        .containsExactly("a dog");
  }

  @Test
  void a_folder_is_no_file_of_texts() {
    assertThatThrownBy(() -> TextLines.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + ": is a folder; a file of texts is needed");
  }

  private Path file(String name, String contents) throws IOException {
    return Files.writeString(folder.resolve(name), contents, StandardCharsets.UTF_8);
  }
}
