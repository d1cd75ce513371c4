package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Every Java block of a document is compiled and run: it equals a region of a test beside this one.
 * Links lead somewhere, and tables are tables.
 */
class DocumentsTest {
  private static final Path REGIONS = Path.of("src/test/java/io/github/clip4j/examples/documents");

  private static final Pattern REGION =
      Pattern.compile(
          "^ *// snippet: ([\\w-]+)\\R(.*?)^ *// end$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)]*))?\\)");
  private static final Pattern RULE = Pattern.compile("\\|( *:?-+:? *\\|)+");

  @Test
  @DisplayName("each Java block of README and docs is a region that compiles and runs")
  void javaBlocksAreRegions() throws IOException {
    Map<String, String> regions = regions();
    for (Block block : javaBlocks()) {
      assertThat(regions)
          .as(
              "%s: this block equals no region '// snippet: NAME' ... '// end' of %s:%n%s",
              block.where(), REGIONS, block.text())
          .containsValue(block.text());
    }
  }

  @Test
  @DisplayName("each region is shown in a document")
  void regionsAreShown() throws IOException {
    List<String> shown = javaBlocks().stream().map(Block::text).toList();

    regions()
        .forEach(
            (name, region) ->
                assertThat(shown).as("no document shows the region %s", name).contains(region));
  }

  @Test
  @DisplayName("each relative link leads to a file of the repository, and to a heading it has")
  void linksLeadSomewhere() throws IOException {
    for (Document document : Document.all()) {
      for (MatchResult link :
          LINK.matcher(String.join("\n", document.prose())).results().toList()) {
        Path target =
            link.group(1).isEmpty()
                ? Document.ROOT.resolve(document.path())
                : document.folder().resolve(link.group(1)).normalize();
        assertThat(target).as("%s: %s", document.path(), link.group()).exists();
        if (link.group(2) != null) {
          assertThat(anchors(target))
              .as("headings of %s, which %s names", target, document.path())
              .contains(link.group(2));
        }
      }
    }
  }

  @Test
  @DisplayName("each table has a header, a rule, and as many cells in every row")
  void tablesRender() {
    for (Document document : Document.all()) {
      List<String> prose = document.prose();
      for (int i = 0; i < prose.size(); i++) {
        if (!prose.get(i).startsWith("|")) {
          continue;
        }
        boolean first = i == 0 || !prose.get(i - 1).startsWith("|");
        if (first) {
          assertThat(i == 0 || prose.get(i - 1).isBlank() || prose.get(i - 1).startsWith("<!--"))
              .as("%s: a table begins behind a blank line", document.where(i))
              .isTrue();
          assertThat(i + 1 < prose.size() ? prose.get(i + 1) : "")
              .as("%s: a table's second line is |---|---|", document.where(i))
              .matches(RULE);
        } else {
          assertThat(cells(prose.get(i)))
              .as("%s: cells, against the row above: %s", document.where(i), prose.get(i))
              .isEqualTo(cells(prose.get(i - 1)));
        }
      }
    }
  }

  /** A bar within code separates no cells only where it is escaped. */
  private static long cells(String row) {
    return row.replace("\\|", "").chars().filter(c -> c == '|').count();
  }

  private static Set<String> anchors(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static List<Block> javaBlocks() {
    return Document.all().stream()
        .flatMap(document -> document.blocks().stream())
        .filter(block -> block.language().equals("java"))
        .toList();
  }

  private static Map<String, String> regions() throws IOException {
    Map<String, String> regions = new LinkedHashMap<>();
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> files = Files.list(REGIONS)) {
      files.sorted().forEach(sources::add);
    }
    for (Path file : sources) {
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
    return regions;
  }
}
