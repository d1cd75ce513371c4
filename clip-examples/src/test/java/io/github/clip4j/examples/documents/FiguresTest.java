package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Figures that stand in two places agree, and counts are counted. */
class FiguresTest {
  private static final Path CORE = Document.ROOT.resolve("clip-core/src/test/resources/golden");
  private static final String SPEED = "docs/PERFORMANCE.md";

  private final Document readme = Document.of("README.md");
  private final Document performance = Document.of(SPEED);

  /** What a row of README's speed table says, as the beginnings of rows of docs/PERFORMANCE.md. */
  private static final Map<String, List<String>> ROWS =
      Map.of(
          "| tokenize captions one by one",
          List.of("| tokenize 20,000 captions one by one"),
          "| 12-megapixel JPEG like a camera's",
          List.of("| the same like a camera's, 4:2:0"),
          "| JPEG files to vectors",
          List.of(
              "| JPEG file to vector | clip4j fp32 X ms | open_clip",
              "| JPEG file to vector | clip4j bf16 X ms | open_clip",
              "| JPEG file to vector | clip4j int8 X ms | open_clip"),
          "| pictures ready as tensors",
          images("fp32", "OpenVINO"),
          "| the same with weights in half",
          images("fp16", "OpenVINO"),
          "| the same in int8",
          images("int8", "ONNX Runtime int8"),
          "| texts of 7 tokens",
          Stream.of(1, 8, 32)
              .map(n -> "| text of 7 tokens, batch " + n + " | clip4j fp32 X ms | transformers")
              .toList(),
          "| `clip compare` with the starter",
          List.of("| the same, archive cached"));

  private static List<String> images(String precision, String peer) {
    return Stream.of(1, 8, 32)
        .map(n -> "| image, batch " + n + " | clip4j " + precision + " X ms | " + peer)
        .toList();
  }

  @Test
  @DisplayName("README's ratios are those of docs/PERFORMANCE.md, rounded")
  void ratios() {
    List<String> table = section(readme, "## How fast").stream().skip(2).toList();
    assertThat(table).hasSameSizeAs(ROWS.keySet());
    ROWS.forEach(
        (row, sources) -> {
          List<String> shown =
              numbers(last(only(table, row, "README.md").replace(" times as fast", "")));
          assertThat(shown).as("ratios of README's row '%s'", row).hasSameSizeAs(sources);
          for (int i = 0; i < shown.size(); i++) {
            BigDecimal said = new BigDecimal(shown.get(i));
            assertThat(ratio(sources.get(i)).setScale(said.scale(), RoundingMode.HALF_UP))
                .as("README's row '%s' against %s, '%s'", row, SPEED, sources.get(i))
                .isEqualTo(said);
          }
        });
  }

  /** In the table of peers a ratio is the fourth cell, elsewhere the last. */
  private BigDecimal ratio(String row) {
    List<String> lines =
        performance.prose().stream().map(line -> line.replaceAll("\\d[\\d.]* ms", "X ms")).toList();
    String start = lines.stream().filter(line -> line.startsWith(row)).findFirst().orElse("");
    assertThat(start).as("a row of %s that begins '%s'", SPEED, row).isNotEmpty();
    String line = performance.prose().get(lines.indexOf(start));
    String[] cells = line.split(" *\\| *");
    return new BigDecimal(cells[4].isEmpty() ? last(line) : cells[4]);
  }

  @Test
  @DisplayName("the documents' counts of goldens are those of the files")
  void counts() throws IOException {
    Path tokens =
        Document.ROOT.resolve("clip-tokenizer/src/test/resources/io/github/clip4j/tokenizer");
    long texts =
        lines(tokens.resolve("tokens.jsonl.gz")) + lines(tokens.resolve("hard_tokens.jsonl.gz"));
    JsonArray pictures = array(CORE.resolve("images/cases.json"));
    long kinds =
        pictures.asList().stream()
            .map(one -> one.getAsJsonObject().get("kind").getAsString())
            .distinct()
            .count();
    int variants = array(CORE.resolve("images/variants/cases.json")).size();

    assertThat(text("README.md"))
        .contains(String.format(Locale.ROOT, "every id of %,d texts", texts));
    assertThat(text("docs/PARITY.md"))
        .contains(String.format(Locale.ROOT, "| %,d texts | %,d |", texts, texts))
        .contains(
            String.format(
                Locale.ROOT,
                "| %d in %d kinds of file | %d |",
                pictures.size(),
                kinds,
                pictures.size()));
    assertThat(text("docs/IMAGES.md"))
        .contains(String.format(Locale.ROOT, "%1$d of %1$d cases", pictures.size()))
        .contains(String.format(Locale.ROOT, "%1$d of %1$d forms", variants));
  }

  private static String text(String document) {
    return String.join(" ", Document.of(document).prose());
  }

  private static JsonArray array(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonArray();
  }

  private static long lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().count();
    }
  }

  private static List<String> section(Document document, String heading) {
    List<String> prose = document.prose();
    return prose.stream()
        .skip(prose.indexOf(heading) + 1L)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("|"))
        .toList();
  }

  private static String only(List<String> lines, String start, String where) {
    List<String> found = lines.stream().filter(line -> line.startsWith(start)).toList();
    assertThat(found).as("rows of %s that begin '%s'", where, start).hasSize(1);
    return found.get(0);
  }

  private static String last(String row) {
    String[] cells = row.split(" *\\| *");
    return cells[cells.length - 1];
  }

  private static List<String> numbers(String cell) {
    return List.of(cell.split(" / "));
  }
}
