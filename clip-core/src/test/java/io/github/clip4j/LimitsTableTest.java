package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits that docs/SECURITY.md promises are those of the code. */
class LimitsTableTest {
  private static final Path DOCUMENT = Path.of("../docs/SECURITY.md");

  /** {@code | what | 100 | `weights.TorchZipFile.MAX_RATIO` |}. */
  private static final Pattern ROW =
      Pattern.compile("^\\|[^|]+\\| (\\d+) \\| `([\\w.]+)\\.(\\w+)` \\|$", Pattern.MULTILINE);

  private static final Pattern TEST_NAME = Pattern.compile("`(\\w+Test)`");

  record Limit(String type, String constant, long documented) {
    @Override
    public String toString() {
      return type + "." + constant + " is " + documented;
    }
  }

  static List<Limit> limits() throws IOException {
    return ROW.matcher(document())
        .results()
        .map(row -> new Limit(row.group(2), row.group(3), Long.parseLong(row.group(1))))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("limits")
  @DisplayName("each limit of the table is the constant it names")
  void limitIsTheConstant(Limit limit) throws ReflectiveOperationException {
    Class<?> owner = Class.forName("io.github.clip4j." + limit.type());
    Field constant = owner.getDeclaredField(limit.constant());
    constant.setAccessible(true);

    assertThat(((Number) constant.get(null)).longValue())
        .as("the row of %s in docs/SECURITY.md", limit)
        .isEqualTo(limit.documented());
  }

  @Test
  @DisplayName("the table is found, and not cut off")
  void tableIsFound() throws IOException {
    assertThat(limits()).hasSizeGreaterThan(25);
  }

  @Test
  @DisplayName("each test that the document names exists")
  void namedTestsExist() throws IOException {
    List<String> names =
        TEST_NAME.matcher(document()).results().map((MatchResult m) -> m.group(1)).toList();
    try (Stream<Path> files = Files.walk(Path.of("..").toAbsolutePath().normalize(), 12)) {
      List<String> tests =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith("Test.java"))
              .toList();

      assertThat(names).isNotEmpty().allMatch(name -> tests.contains(name + ".java"));
    }
  }

  private static String document() throws IOException {
    return Files.readString(DOCUMENT, StandardCharsets.UTF_8);
  }
}
