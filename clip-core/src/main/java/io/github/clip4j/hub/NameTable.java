package io.github.clip4j.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names that open_clip and OpenAI gave their models, from two tables in the resources; {@code
 * tools/open_clip_names.py} makes them.
 */
final class NameTable {
  private static final String OPEN_CLIP = "open_clip_models.tsv";
  private static final String OPENAI = "openai_models.tsv";

  /** Read at the first use of a name. */
  private static final class Tables {
    static final Map<String, Map<String, ModelNames.Repository>> OPEN_CLIP_MODELS = openClip();
    static final Map<String, ModelNames.Addressed> OPENAI_MODELS = openAi();

    private static Map<String, Map<String, ModelNames.Repository>> openClip() {
      Map<String, Map<String, ModelNames.Repository>> table = new TreeMap<>();
      for (List<String> row : rows(OPEN_CLIP, 4)) {
        table
            .computeIfAbsent(row.get(0), name -> new TreeMap<>())
            .put(row.get(1), new ModelNames.Repository(row.get(2), "main", row.get(3)));
      }
      return table;
    }

    private static Map<String, ModelNames.Addressed> openAi() {
      Map<String, ModelNames.Addressed> table = new LinkedHashMap<>();
      for (List<String> row : rows(OPENAI, 2)) {
        table.put(row.get(0), new ModelNames.Addressed(URI.create(row.get(1))));
      }
      return table;
    }
  }

  private NameTable() {}

  static boolean isArchitecture(String name) {
    return Tables.OPEN_CLIP_MODELS.containsKey(name);
  }

  static Set<String> architectures() {
    return Tables.OPEN_CLIP_MODELS.keySet();
  }

  /** open_clip takes tags in any case, with dashes or underscores. */
  static Optional<ModelNames.Place> openClip(String architecture, String tag) {
    String clean = tag.toLowerCase(Locale.ROOT).replace('-', '_');
    return Optional.ofNullable(
        Tables.OPEN_CLIP_MODELS.getOrDefault(architecture, Map.of()).get(clean));
  }

  static Optional<ModelNames.Place> openAi(String name) {
    return Optional.ofNullable(Tables.OPENAI_MODELS.get(name));
  }

  static Set<String> openAiNames() {
    return Tables.OPENAI_MODELS.keySet();
  }

  /** All weights of an architecture, as names that resolve. */
  static String withTags(String architecture) {
    List<String> names = new ArrayList<>();
    for (String tag : Tables.OPEN_CLIP_MODELS.getOrDefault(architecture, Map.of()).keySet()) {
      names.add(architecture + "/" + tag);
    }
    return String.join(", ", names);
  }

  /** The three architectures that are spelt most alike. */
  static String near(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    List<String> all = new ArrayList<>(architectures());
    all.add("starter"); // no name of the hub, but what a reader of the first page mistypes
    all.sort(
        Comparator.<String>comparingInt(other -> distance(lower, other.toLowerCase(Locale.ROOT)))
            .thenComparing(Comparator.naturalOrder()));
    return String.join(", ", all.subList(0, Math.min(3, all.size())));
  }

  /** Levenshtein's distance; names are cut to 64 characters, so that no name costs much. */
  private static int distance(String first, String second) {
    String a = first.substring(0, Math.min(64, first.length()));
    String b = second.substring(0, Math.min(64, second.length()));
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static List<List<String>> rows(String resource, int columns) {
    List<List<String>> rows = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(NameTable.class.getResourceAsStream(resource), resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          List<String> cells = List.of(line.split("\t", -1));
          if (cells.size() != columns) {
            throw new IllegalStateException(resource + ": malformed line '" + line + "'");
          }
          rows.add(cells);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the table " + resource + " in the jar is unreadable", e);
    }
    return rows;
  }
}
