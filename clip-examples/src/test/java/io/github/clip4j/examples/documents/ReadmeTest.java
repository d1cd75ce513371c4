package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.examples.cli.ClipCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
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

  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir private Path folder;

  @Test
  @DisplayName("the program prints what README says")
  void program() throws Exception {
    Drawing.dog(folder);

    assertThat(new Jvm(folder).with("-Duser.language=en").run(ReadmeProgram.class))
        .isEqualTo(shown("java").group(3));
  }

  @Test
  @DisplayName("the command prints what README says, in Turkish and German surroundings too")
  void command() throws Exception {
    MatchResult shown = shown("sh");
    String line = shown.group(2).strip();
    List<String> arguments = new ArrayList<>();
    Matcher argument =
        ARGUMENT.matcher(line.substring(line.indexOf("bin/clip ") + "bin/clip ".length()));
    while (argument.find()) {
      arguments.add(argument.group(1) != null ? argument.group(1) : argument.group(2));
    }
    arguments.replaceAll(
        word -> word.endsWith(".png") ? Path.of("..", word).toAbsolutePath().toString() : word);

    for (String language : List.of("tr", "de")) {
      String printed =
          new Jvm(folder)
              .with("-Duser.language=" + language, "-Duser.timezone=Pacific/Kiritimati")
              .with("-Dfile.encoding=ISO-8859-9")
              .run(ClipCommand.class, arguments.toArray(String[]::new));

      assertThat(printed).as("in the language %s", language).isEqualTo(shown.group(3));
    }
  }

  private static MatchResult shown(String language) throws IOException {
    String readme =
        Files.readString(Path.of("../README.md"), StandardCharsets.UTF_8).replace("\r\n", "\n");
    return CODE_AND_OUTPUT
        .matcher(readme)
        .results()
        .filter(block -> block.group(1).equals(language))
        .findFirst()
        .orElseThrow(() -> new AssertionError("README shows no output of its " + language));
  }
}
