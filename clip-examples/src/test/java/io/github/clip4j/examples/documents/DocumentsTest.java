package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Every Java block of a document is compiled and run: it equals a region of a test beside this one.
 */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path REGIONS = Path.of("src/test/java/io/github/clip4j/examples/documents");

  private static final Pattern JAVA_BLOCK =
      Pattern.compile("^```java\\R(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern REGION =
      Pattern.compile(
          "^ *// snippet: ([\\w-]+)\\R(.*?)^ *// end$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)]*)?\\)");

  @Test
  @DisplayName("each Java block of README and docs is a region that compiles and runs")
  void javaBlocksAreRegions() throws IOException {
    Map<String, String> regions = regions();
    for (Path document : documents()) {
      for (String block : blocks(document)) {
        assertThat(regions)
            .as(
                "%s: this block equals no region '// snippet: NAME' ... '// end' of %s:%n%s",
                document, REGIONS, block)
            .containsValue(block);
      }
    }
  }

  @Test
  @DisplayName("each region is shown in a document")
  void regionsAreShown() throws IOException {
    List<String> shown = new ArrayList<>();
    for (Path document : documents()) {
      shown.addAll(blocks(document));
    }

    regions()
        .forEach(
            (name, region) ->
                assertThat(shown).as("no document shows the region %s", name).contains(region));
  }

  @Test
  @DisplayName("each relative link leads to a file of the repository")
  void linksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      Path folder = document.toAbsolutePath().normalize().getParent();
      assertThat(folder).isNotNull();
      assertThat(LINK.matcher(Files.readString(document)).results().map(link -> link.group(1)))
          .as("links of %s", document)
          .allMatch(target -> Files.exists(folder.resolve(target)));
    }
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    documents.add(ROOT.resolve("CONTRIBUTING.md"));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents;
  }

  private static List<String> blocks(Path document) throws IOException {
    String text = Files.readString(document, StandardCharsets.UTF_8).replace("\r\n", "\n");
    return JAVA_BLOCK.matcher(text).results().map(block -> block.group(1).stripTrailing()).toList();
  }

  private static Map<String, String> regions() throws IOException {
    Map<String, String> regions = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(REGIONS)) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file, StandardCharsets.UTF_8).replace("\r\n", "\n");
        REGION
            .matcher(text)
            .results()
            .forEach(
                region ->
                    assertThat(
                            regions.put(
                                region.group(1), region.group(2).stripTrailing().stripIndent()))
                        .as("two regions are called %s", region.group(1))
                        .isNull());
      }
    }
    return regions;
  }
}
