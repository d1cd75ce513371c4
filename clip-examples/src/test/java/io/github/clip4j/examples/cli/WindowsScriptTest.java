package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code clip.bat} read by the rules of cmd.exe, since most builds do not run it. */
@DisplayName("The start script for Windows")
class WindowsScriptTest {
  private static final Path BIN = Path.of("src/assembly/bin");
  private static final Pattern PATHS = Pattern.compile("%(~dp0|CLIP_LIB%|CLIP_JAVA%|JAVA_HOME%)");
  private static final Pattern OPTION = Pattern.compile(" (-[XD-][\\w.:+=-]+)");

  @Test
  @DisplayName("has every path in quotes: a folder may be called Program Files (x86)")
  void pathsAreQuoted() throws IOException {
    for (String line : lines()) {
      Matcher path = PATHS.matcher(line);
      while (path.find()) {
        long quotes = line.substring(0, path.start()).chars().filter(c -> c == '"').count();
        assertThat(quotes % 2).as("%s: is %s quoted?", line, path.group()).isEqualTo(1);
      }
    }
  }

  @Test
  @DisplayName("hands arguments on as they are, an exclamation mark among them")
  void argumentsUntouched() throws IOException {
    String text = String.join("\n", lines());

    assertThat(text).containsOnlyOnce("ClipCommand %*").doesNotContainIgnoringCase("delayed");
    assertThat(text).as("%1 to %9 would lose quotes").doesNotContainPattern("%[~\\d]*[1-9]");
  }

  @Test
  @DisplayName("leaves no variable behind and gives the command's exit status")
  void environmentAndStatus() throws IOException {
    List<String> lines = lines();

    assertThat(lines).contains("setlocal").last().isEqualTo("exit /b %ERRORLEVEL%");
    assertThat(lines.indexOf("setlocal"))
        .isLessThan(lines.indexOf("set \"CLIP_LIB=%~dp0..\\lib\""));
  }

  @Test
  @DisplayName("gives Java the options of the other script, but for what only Linux needs")
  void sameOptions() throws IOException {
    Set<String> shell = options(Files.readString(BIN.resolve("clip")));
    shell.removeIf(
        option -> option.startsWith("-Dclip4j.terminal") || option.equals("-Xshare:auto"));

    assertThat(options(String.join("\n", lines()))).isEqualTo(shell);
  }

  private static Set<String> options(String script) {
    String java =
        script
            .replace("\\\n", " ")
            .lines()
            .filter(line -> line.contains("ClipCommand"))
            .collect(Collectors.joining());
    return OPTION
        .matcher(java)
        .results()
        .map((MatchResult option) -> option.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> lines() throws IOException {
    return Files.readString(BIN.resolve("clip.bat")).lines().toList();
  }
}
