package io.github.clip4j.examples.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown document of the repository, cut into fenced blocks and the prose between them.
 *
 * @param path below the repository's root, with forward slashes
 * @param prose the lines outside of blocks; a line of a block is empty here
 * @param blocks the fenced blocks, in their order
 */
record Document(String path, List<String> prose, List<Block> blocks) {
  /** The repository's root; tests run in the folder of their module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern FENCE = Pattern.compile("```(.*)");
  private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");

  /** A piece of code within a line. */
  record Span(String where, String text) {}

  /** Every document that the repository shows its readers. */
  static List<Document> all() {
    List<Document> all = new ArrayList<>();
    for (String file : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")) {
      all.add(read(ROOT.resolve(file)));
    }
    all.addAll(below(ROOT.resolve("docs")));
    all.addAll(below(ROOT.resolve("clip-examples/src/main/java")));
    all.add(read(ROOT.resolve("clip-examples/README.md")));
    all.addAll(below(ROOT.resolve("tools")));
    return all;
  }

  /** One of them, {@code docs/SEARCH.md}. */
  static Document of(String path) {
    return read(ROOT.resolve(path));
  }

  private static List<Document> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(Document::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Document read(Path file) {
    String path = ROOT.relativize(file).toString().replace('\\', '/');
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> prose = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        prose.add(lines.get(i));
        continue;
      }
      int end = lines.subList(i + 1, lines.size()).indexOf("```");
      if (end < 0) {
        throw new AssertionError(path + ":" + (i + 1) + ": this block has no end");
      }
      List<String> inside = lines.subList(i + 1, i + 1 + end);
      boolean below =
          !blocks.isEmpty()
              && prose.subList(blocks.get(blocks.size() - 1).lastLine(), i).stream()
                  .allMatch(String::isBlank);
      blocks.add(new Block(path, i + 1, fence.group(1), String.join("\n", inside), below));
      inside.forEach(line -> prose.add(""));
      prose.addAll(List.of("", ""));
      i += end + 1;
    }
    return new Document(path, List.copyOf(prose), List.copyOf(blocks));
  }

  /** The folder that relative links start from. */
  Path folder() {
    Path file = ROOT.resolve(path);
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  /** What a line of prose says, for messages: {@code docs/SEARCH.md:12}. */
  String where(int line) {
    return path + ":" + (line + 1);
  }

  /** The code within lines: {@code `clip index FOLDER --index DIR`}. */
  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    // A span may go on in the next line; a table's cell escapes bars.
    String text = String.join("\n", prose).replace("\\|", "|");
    for (MatchResult span : (Iterable<MatchResult>) SPAN.matcher(text).results()::iterator) {
      int line = (int) text.substring(0, span.start()).chars().filter(c -> c == '\n').count();
      spans.add(new Span(where(line), span.group(1).replace('\n', ' ')));
    }
    return spans;
  }
}
