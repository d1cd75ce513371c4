package io.github.clip4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows of the forge, which run nowhere else: pinned, bounded, and about what exists. */
class WorkflowsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern USES = Pattern.compile("uses: (\\S+)(.*)");
  private static final Pattern JOB = Pattern.compile("^  ([\\w-]+):$", Pattern.MULTILINE);
  private static final Pattern FILE =
      Pattern.compile("(?<![\\w./-])((?:clip-[a-z]+|tools|consumers)[/\\\\][\\w./\\\\-]+)");
  private static final Pattern PROFILES =
      Pattern.compile("(?<![\\w-])-P([\\w,-]+)|place: ([\\w-]+)");
  private static final Pattern MODULES = Pattern.compile("-pl ([\\w,-]+)");

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows"))) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  @DisplayName("each action is pinned by its commit, with the version behind it")
  void pinned(Path workflow) throws IOException {
    assertThat(USES.matcher(Files.readString(workflow)).results())
        .isNotEmpty()
        .allMatch(uses -> uses.group(1).matches("[\\w-]+/[\\w/-]+@[0-9a-f]{40}"))
        .allMatch(uses -> uses.group(2).matches(" # v\\d+\\.\\d+\\.\\d+"));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  @DisplayName("it may read the code and no more, and keeps no credentials")
  void leastPermissions(Path workflow) throws IOException {
    String text = Files.readString(workflow);
    assertThat(text).contains("\npermissions:\n  contents: read\n");
    assertThat(Pattern.compile("(\\S+): write").matcher(text).results().map(m -> m.group(1)))
        .isSubsetOf("security-events");
    assertThat(count(text, "persist-credentials: false"))
        .isEqualTo(count(text, "uses: actions/checkout@"));
    // Text of strangers (titles, branches) never becomes part of a shell line.
    assertThat(text).doesNotContainPattern("run:[^\\n]*\\$\\{\\{ *(github|inputs)\\.");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  @DisplayName("each job ends after some minutes")
  void bounded(Path workflow) throws IOException {
    String jobs = Files.readString(workflow).replaceFirst("(?s).*\\njobs:\\n", "");
    assertThat(JOB.matcher(jobs).results().count()).isPositive();
    assertThat(count(jobs, "timeout-minutes: ")).isEqualTo(JOB.matcher(jobs).results().count());
  }

  @ParameterizedTest
  @MethodSource("workflows")
  @DisplayName("the modules, profiles, scripts and files that it names exist")
  void namesExist(Path workflow) throws IOException {
    String text = Files.readString(workflow);
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    assertThat(groups(PROFILES, text)).allMatch(id -> pom.contains("<id>" + id + "</id>"));
    assertThat(groups(MODULES, text))
        .allMatch(module -> pom.contains("<module>" + module + "</module>"));
    assertThat(
            FILE.matcher(text)
                .results()
                .map(match -> match.group(1).replace('\\', '/'))
                .filter(Predicate.not(file -> file.contains("/target/"))))
        .allMatch(file -> Files.exists(ROOT.resolve(file)));
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(match.group(1) == null ? 2 : 1))
        .flatMap(list -> Stream.of(list.split(",")))
        .toList();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
