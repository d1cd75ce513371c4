package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.examples.cli.ClipCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows is what a reader gets, each program in a process of its own. */
class ReadmeTest {
  /** A block of code with the block of output right below it. */
  private static final Pattern CODE_AND_OUTPUT =
      Pattern.compile(
          "^```(java|sh)\\n([^`]*?)^```\\n\\n```\\n([^`]*?)^```$",
          Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir private Path folder;

  @Test
  @DisplayName("the program prints what README says")
  void program() throws Exception {
    Drawing.dog(folder);

    assertThat(new Jvm(folder).with("-Duser.language=en").run(ReadmeProgram.class))
        .isEqualTo(shown("../README.md", "java", "encodeImage").group(3));
  }

  @Test
  @DisplayName("the command prints what README says, in Turkish and German surroundings too")
  void command() throws Exception {
    MatchResult shown = shown("../README.md", "sh", "bin/clip compare");
    ShellCommand command =
        ShellCommand.parse("README.md", shown.group(2)).stream()
            .filter(Terminal::isClip)
            .findFirst()
            .orElseThrow();
    List<String> arguments = new Terminal(folder).placed(command);

    for (String language : List.of("tr", "de")) {
      String printed =
          new Jvm(folder)
              .with("-Duser.language=" + language, "-Duser.timezone=Pacific/Kiritimati")
              .with("-Dfile.encoding=ISO-8859-9")
              .run(ClipCommand.class, arguments.toArray(String[]::new));

      // Behind the results README shows what comes on standard error.
      assertThat(shown.group(3)).as("in the language %s", language).startsWith(printed);
      assertThat(printed).contains("an automobile");
    }
  }

  private static MatchResult shown(String document, String language, String part)
      throws IOException {
    String text = Files.readString(Path.of(document), StandardCharsets.UTF_8).replace("\r\n", "\n");
    return CODE_AND_OUTPUT
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language) && block.group(2).contains(part))
        .findFirst()
        .orElseThrow(() -> new AssertionError(document + " shows no output of " + part));
  }
}
