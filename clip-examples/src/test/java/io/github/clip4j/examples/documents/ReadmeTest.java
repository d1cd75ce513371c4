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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        .isEqualTo(shown("../README.md", "java", "encodeImage").group(3));
  }

  @Test
  @DisplayName("the command prints what README says, in Turkish and German surroundings too")
  void command() throws Exception {
    MatchResult shown = shown("../README.md", "sh", "bin/clip compare");
    List<String> arguments = arguments(shown.group(2).strip());
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

  @ParameterizedTest
  @ValueSource(strings = {"../README.md", "../docs/SEARCH.md"})
  @DisplayName("indexing and searching print what the document says, but for the time")
  void search(String document) throws Exception {
    MatchResult shown = shown(document, "sh", "clip index");
    Drawing.all(Files.createDirectory(folder.resolve("pictures")));
    StringBuilder printed = new StringBuilder();
    for (String line : shown.group(2).strip().lines().toList()) {
      printed.append(
          new Jvm(folder).run(ClipCommand.class, arguments(line).toArray(String[]::new)));
    }

    assertThat(withoutTime(printed.toString())).isEqualTo(withoutTime(shown.group(3)));
  }

  private static String withoutTime(String text) {
    return text.replaceAll(" in \\d+\\.\\d s\\b", " in a while");
  }

  /** The words after {@code clip}, quotes taken off. */
  private static List<String> arguments(String line) {
    List<String> arguments = new ArrayList<>();
    Matcher argument = ARGUMENT.matcher(line.substring(line.indexOf("clip ") + "clip ".length()));
    while (argument.find()) {
      arguments.add(argument.group(1) != null ? argument.group(1) : argument.group(2));
    }
    return arguments;
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
