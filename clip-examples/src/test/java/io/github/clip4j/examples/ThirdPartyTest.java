package io.github.clip4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** NOTICE names each library of others that a user gets, with its licence. */
class ThirdPartyTest {
  /** What only tests see; whatever else is on their class path is there at run time too. */
  private static final List<String> TEST_ONLY =
      List.of(
          "org/junit/",
          "org/assertj/",
          "org/apiguardian/",
          "org/opentest4j/",
          "net/bytebuddy/",
          "com/google/jimfs/",
          "com/google/guava/",
          "com/google/j2objc/",
          "org/apache/maven/");

  private static final Pattern ENTRY = Pattern.compile("([a-z][\\w.-]*):([a-z][\\w.-]*)(?=[,:])");
  private static final Pattern LICENCE =
      Pattern.compile(": .*\\b(Apache-2\\.0|MIT|BSD-[23]-Clause)\\b");

  @Test
  @DisplayName("each library on the class path has its line, and each line its library")
  void everyLibrary() throws IOException {
    Set<String> listed =
        entries().stream()
            .flatMap(line -> ENTRY.matcher(line).results())
            .map(entry -> entry.group(1) + ":" + entry.group(2))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(onTheClassPath());
  }

  @Test
  @DisplayName("each line names a licence that the build allows")
  void everyLicence() throws IOException {
    assertThat(entries()).isNotEmpty().allMatch(line -> LICENCE.matcher(line).find());
  }

  /** The lines that begin with a dash, continuations joined. */
  private static List<String> entries() throws IOException {
    String notice = Files.readString(Path.of("../NOTICE")).replace("\r\n", "\n");
    String libraries = notice.substring(notice.indexOf("\nLibraries at run time\n"));
    return libraries.replace("\n  ", " ").lines().filter(line -> line.startsWith("- ")).toList();
  }

  private static Set<String> onTheClassPath() {
    List<String> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(jar -> jar.replace('\\', '/'))
            .toList();
    // Wherever the local Maven repository is, this one lies in it.
    String known = classPath.stream().filter(jar -> jar.contains("/org/assertj/")).findAny().get();
    String repository = known.substring(0, known.lastIndexOf("/org/assertj/") + 1);
    return classPath.stream()
        .filter(jar -> jar.endsWith(".jar") && jar.startsWith(repository))
        .map(jar -> jar.substring(repository.length()))
        .filter(jar -> TEST_ONLY.stream().noneMatch(jar::startsWith))
        .map(ThirdPartyTest::coordinates)
        .filter(library -> !library.startsWith("io.github.clip4j:"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@code org/slf4j/slf4j-api/2.0.17/slf4j-api-2.0.17.jar}: group, artifact, version, file. */
  private static String coordinates(String jar) {
    String[] parts = jar.split("/");
    int artifact = parts.length - 3;
    return String.join(".", List.of(parts).subList(0, artifact)) + ":" + parts[artifact];
  }
}
