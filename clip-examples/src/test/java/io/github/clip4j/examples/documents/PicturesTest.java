package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.search.SearchQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Drawings, tables of rooms and the grammar of queries say what the code is. */
class PicturesTest {
  private static final String BASE = "io.github.clip4j";
  private static final Pattern NODE = Pattern.compile("(\\w+)(?:\\[\"?([\\w -]+)[^\\]]*\\])?");
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?io\\.github\\.clip4j\\.([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern ROW = Pattern.compile("^\\| (.*?`[a-z][\\w.]*`.*?) \\|.*$");

  /** Rooms that everybody may use, as the text beside the picture says. */
  private static final Set<String> EVERYWHERE = Set.of("errors", "json", "files");

  private final Document architecture = Document.of("docs/ARCHITECTURE.md");

  @Test
  @DisplayName("each arrow of the picture is an import, and each import goes along arrows")
  void arrowsAreImports() throws IOException {
    Map<String, Set<String>> arrows = arrows();
    Map<String, Set<String>> imports = imports();

    arrows.forEach(
        (room, called) ->
            assertThat(imports.getOrDefault(room, Set.of()))
                .as("imports of %s, by the arrows of docs/ARCHITECTURE.md", room)
                .containsAll(called));
    imports.forEach(
        (room, called) ->
            assertThat(reached(room, arrows))
                .as("what %s reaches by the arrows of docs/ARCHITECTURE.md", room)
                .containsAll(called));
  }

  @Test
  @DisplayName("the tables of rooms have every package")
  void rooms() throws IOException {
    assertThat(firstColumn("## Rooms of clip-core"))
        .containsExactlyInAnyOrderElementsOf(packages("clip-core", BASE));
    assertThat(firstColumn("## Rooms of clip-search and clip-examples"))
        .containsExactlyInAnyOrderElementsOf(packages("clip-examples", BASE + ".examples"));
  }

  @Test
  @DisplayName("each drawing and grammar is checked by a test of this class")
  void textBlocks() {
    assertThat(
            Document.all().stream()
                .flatMap(document -> document.blocks().stream())
                .filter(block -> block.language().matches("text|mermaid"))
                .map(block -> block.document() + " " + block.language()))
        .containsExactly(
            "docs/ARCHITECTURE.md mermaid", "docs/ARCHITECTURE.md text", "docs/SEARCH.md text");
  }

  @Test
  @DisplayName("the way of the data names methods that our archives have")
  void dataFlow() throws IOException {
    String program =
        Files.readString(
            Document.ROOT.resolve(
                "clip-core/src/main/resources/io/github/clip4j/torchscript/clip.py"));

    assertThat(only(architecture, "text").text()).contains("encode_text", "encode_image");
    assertThat(program).contains("def encode_text(", "def encode_image(");
  }

  @Test
  @DisplayName("the grammar of queries defines what it uses, and its examples are queries")
  void grammar() {
    Document search = Document.of("docs/SEARCH.md");
    Map<String, String> rules = new HashMap<>();
    for (String line : only(search, "text").lines()) {
      String[] sides = line.split(" = ", 2);
      rules.put(sides[0].strip(), sides[1].replaceAll(" {2,}.*", ""));
    }
    assertThat(rules).containsKeys("query", "words");
    rules.forEach(
        (name, right) -> {
          if (!name.equals("words") && !name.equals("weight")) {
            assertThat(words(right)).as("what %s is made of", name).isSubsetOf(known(rules));
          }
        });

    Map<String, Integer> examples =
        Map.of(
            "2 dog + beach - people", 3,
            "black-and-white t-shirt", 1,
            "\"2 dogs - no cats\"", 1,
            "like:holiday/1.jpg + snow", 2);
    assertThat(search.spans().stream().map(Document.Span::text)).containsAll(examples.keySet());
    examples.forEach(
        (query, terms) -> assertThat(SearchQuery.parse(query).terms()).as(query).hasSize(terms));
  }

  private static Set<String> known(Map<String, String> rules) {
    Set<String> known = new TreeSet<>(rules.keySet());
    known.addAll(Set.of("path", "number", "blank"));
    return known;
  }

  private static Set<String> words(String right) {
    return Pattern.compile("[a-z]+")
        .matcher(right.replaceAll("\"[^\"]*\"|'[^']*'", " "))
        .results()
        .map(word -> word.group())
        .collect(Collectors.toSet());
  }

  private Map<String, Set<String>> arrows() {
    Map<String, String> names = new HashMap<>();
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (String line : only(architecture, "mermaid").lines()) {
      List<List<String>> steps =
          Stream.of(line.split("-->"))
              .map(step -> Stream.of(step.split("&")).map(node -> name(node, names)).toList())
              .toList();
      for (int i = 0; i + 1 < steps.size(); i++) {
        for (String from : steps.get(i)) {
          arrows.computeIfAbsent(from, name -> new TreeSet<>()).addAll(steps.get(i + 1));
        }
      }
    }
    return arrows;
  }

  /** {@code examples[clip-examples]} is a module, {@code image} a package. */
  private static String name(String text, Map<String, String> names) {
    Matcher node = NODE.matcher(text.strip());
    if (!node.matches()) {
      return text.strip();
    }
    String label = node.group(2);
    if (label != null && label.startsWith("clip-")) {
      names.put(node.group(1), label);
    }
    return names.getOrDefault(node.group(1), node.group(1));
  }

  private static Set<String> reached(String room, Map<String, Set<String>> arrows) {
    Set<String> reached = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(room));
    while (!next.isEmpty()) {
      for (String called : arrows.getOrDefault(next.pop(), Set.of())) {
        if (reached.add(called)) {
          next.add(called);
        }
      }
    }
    return reached;
  }

  /** Which rooms each room imports from. */
  private static Map<String, Set<String>> imports() throws IOException {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (String module : List.of("clip-tokenizer", "clip-core", "clip-search", "clip-examples")) {
      for (Path file : sources(module)) {
        String text = Files.readString(file);
        Matcher in = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE).matcher(text);
        if (!in.find()) {
          continue;
        }
        String from = room(in.group(1));
        Matcher imported = IMPORT.matcher(text);
        while (imported.find()) {
          String to = room(BASE + "." + imported.group(1).replaceAll("(^|\\.)[A-Z].*", ""));
          if (!from.equals(to) && !EVERYWHERE.contains(to) && !EVERYWHERE.contains(from)) {
            imports.computeIfAbsent(from, name -> new TreeSet<>()).add(to);
          }
        }
      }
    }
    return imports;
  }

  private static String room(String packageName) {
    String below = packageName.equals(BASE) ? "" : packageName.substring(BASE.length() + 1);
    if (below.isEmpty()) {
      return "root";
    }
    String first = below.replaceAll("\\..*", "");
    return Set.of("tokenizer", "search", "examples").contains(first) ? "clip-" + first : first;
  }

  /** Packages below a base, without it; the base itself is {@code io.github.clip4j}. */
  private static Set<String> packages(String module, String base) throws IOException {
    Path root = Document.ROOT.resolve(module).resolve("src/main/java");
    Set<String> packages = new TreeSet<>();
    for (Path file : sources(module)) {
      String name =
          root.relativize(file.getParent() == null ? file : file.getParent())
              .toString()
              .replace('\\', '.')
              .replace('/', '.');
      packages.add(name.equals(base) ? base : name.substring(base.length() + 1));
    }
    return packages;
  }

  private static List<Path> sources(String module) throws IOException {
    try (Stream<Path> files = Files.walk(Document.ROOT.resolve(module).resolve("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("module-info.java"))
          .toList();
    }
  }

  /** The names in code of a table's first column, below a heading. */
  private Set<String> firstColumn(String heading) {
    List<String> prose = architecture.prose();
    int start = prose.indexOf(heading);
    assertThat(start).as(heading).isNotNegative();
    Set<String> names = new TreeSet<>();
    for (String line : prose.subList(start + 1, prose.size())) {
      if (line.startsWith("## ")) {
        break;
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Matcher name = Pattern.compile("`([\\w.]+)`").matcher(row.group(1));
        while (name.find()) {
          names.add(name.group(1));
        }
      }
    }
    return names;
  }

  private static Block only(Document document, String language) {
    return document.blocks().stream()
        .filter(block -> block.language().equals(language))
        .findFirst()
        .orElseThrow(() -> new AssertionError(document.path() + " has no block " + language));
  }
}
