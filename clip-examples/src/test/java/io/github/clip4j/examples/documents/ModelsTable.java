package io.github.clip4j.examples.documents;

import io.github.clip4j.hub.HubClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the tables of docs/MODELS.md from the names that the library knows and from open_clip's
 * configurations. {@code main} writes the file anew; {@link ModelsTableTest} tells when that is
 * due.
 */
final class ModelsTable {
  static final Path DOCUMENT = Path.of("../docs/MODELS.md");
  private static final String BEGIN = "<!-- made by ModelsTable, do not edit -->\n";
  private static final String END = "<!-- end -->\n";

  /** What a configuration of open_clip's says. */
  record Architecture(
      String name,
      String dimension,
      String side,
      String context,
      String tokenizer,
      String foreign) {}

  private ModelsTable() {}

  /** Writes the document's tables; the working folder is clip-examples. */
  public static void main(String[] args) throws IOException {
    Files.writeString(DOCUMENT, updated(Files.readString(DOCUMENT)));
  }

  /** The document with its tables as they should be. */
  static String updated(String document) throws IOException {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("docs/MODELS.md has lost its markers");
    }
    return document.substring(0, begin) + BEGIN + tables() + document.substring(end);
  }

  private static String tables() throws IOException {
    Map<String, Map<String, String>> tags = named();
    StringBuilder loads = new StringBuilder();
    Map<String, List<String>> refused = new TreeMap<>();
    int names = 0;
    int all = 0;
    for (Architecture architecture : architectures().values()) {
      Map<String, String> own = tags.getOrDefault(architecture.name(), Map.of());
      all += own.size();
      if (own.isEmpty()) {
        continue;
      }
      if (!architecture.foreign().isEmpty()) {
        refused
            .computeIfAbsent(architecture.foreign(), reason -> new ArrayList<>())
            .add(architecture.name());
        continue;
      }
      names += own.size();
      String cells =
          "| `%s` | %s | %s | %s | "
              .formatted(
                  architecture.name(),
                  architecture.dimension(),
                  architecture.side(),
                  architecture.tokenizer().isEmpty()
                      ? architecture.context()
                      : "ids of " + architecture.tokenizer() + " only");
      own.forEach(
          (tag, repository) ->
              loads.append(cells).append("`%s` | %s |%n".formatted(tag, repository)));
    }
    StringBuilder out = new StringBuilder();
    out.append("\n## Load: %d of the %d names\n\n".formatted(names, all))
        .append("| architecture | dimension | picture | text length | tag | repository |\n")
        .append("|---|---|---|---|---|---|\n")
        .append(loads)
        .append("\n## Are refused\n\n| what is not CLIP's own | architectures |\n|---|---|\n");
    refused.forEach(
        (reason, list) -> out.append("| %s | %s |\n".formatted(reason, String.join(", ", list))));
    return out.append('\n').toString().replace("\r\n", "\n");
  }

  /** Repositories by architecture and tag. */
  static Map<String, Map<String, String>> named() throws IOException {
    Map<String, Map<String, String>> tags = new TreeMap<>();
    for (List<String> row : rows(HubClient.class, "open_clip_models.tsv")) {
      tags.computeIfAbsent(row.get(0), name -> new TreeMap<>()).put(row.get(1), row.get(2));
    }
    return tags;
  }

  static Map<String, Architecture> architectures() throws IOException {
    Map<String, Architecture> found = new LinkedHashMap<>();
    for (List<String> row : rows(ModelsTable.class, "/documents/architectures.tsv")) {
      found.put(
          row.get(0),
          new Architecture(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)));
    }
    return found;
  }

  private static List<List<String>> rows(Class<?> owner, String resource) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no resource " + resource);
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          rows.add(List.of(line.split("\t", -1)));
        }
      }
    }
    return rows;
  }
}
