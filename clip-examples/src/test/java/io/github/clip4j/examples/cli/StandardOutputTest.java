package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("standard output")
class StandardOutputTest {
  @Test
  @DisplayName("of a full disk is an error, not a success without results")
  void fullDisk() {
    Cli.Result result = runInto("No space left on device", "tokenize", "a dog", "--format", "json");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualToIgnoringNewLines(
            "clip: standard output cannot be written: No space left on device");
  }

  @Test
  @DisplayName("whose reader has left, such as head, ends the command without a word")
  void readerLeft() {
    Cli.Result result = runInto("Broken pipe", "tokenize", "a dog");
    assertThat(result.status()).isEqualTo(141);
    assertThat(result.err()).isEmpty();
  }

  @Test
  @DisplayName("is watched while help is printed too")
  void help() {
    Cli.Result result = runInto("No space left on device", "compare", "--help");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1);
  }

  @Test
  @DisplayName("ends a long run at once, in the middle")
  void inTheMiddle(@TempDir Path folder) throws IOException {
    Path texts = folder.resolve("texts.jsonl");
    Files.writeString(texts, "{\"text\":\"a dog\"}\n".repeat(5000));
    Cli.Result result =
        runInto("Broken pipe", "tokenize", "--from", texts.toString(), "--format", "json");
    assertThat(result.status()).isEqualTo(141);
    assertThat(result.err()).isEmpty();
  }

  private static Cli.Result runInto(String fault, String... args) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(fault);
          }
        };
    StringWriter err = new StringWriter();
    int status =
        ClipCommand.run(new StandardOutput(full).writer(), new PrintWriter(err, true), args);
    return new Cli.Result(status, "", err.toString());
  }
}
