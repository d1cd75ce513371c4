package io.github.clip4j.search;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a CSV or JSON file says about pictures, by their paths. UTF-8, held in memory. */
final class MetadataTable {
  private static final List<String> KEYS = List.of("path", "file", "filename");

  private final Map<String, Map<String, String>> rows = new HashMap<>();

  private MetadataTable() {}

  static MetadataTable read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw broken(file, "is a folder; a CSV or JSON file is needed", null);
    }
    if (Files.isRegularFile(file) && Files.size(file) == 0) {
      throw broken(file, "the file is empty; it needs a header line with 'path'", null);
    }
    MetadataTable table = new MetadataTable();
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
      if (name.endsWith(".json")) {
        table.json(file, text);
      } else {
        table.csv(file, text);
      }
    } catch (CsvParseException | JsonParseException | UncheckedIOException e) {
      throw broken(file, String.valueOf(e.getMessage()), e);
    } catch (CharacterCodingException e) {
      throw broken(file, "not UTF-8", e);
    }
    return table;
  }

  /** The fields of a picture, in the order of the columns; empty if the table does not name it. */
  Map<String, String> fields(String path) {
    return rows.getOrDefault(path, Map.of());
  }

  private void csv(Path file, Reader text) throws IOException {
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(text)) {
      for (NamedCsvRecord row : reader) {
        Map<String, String> fields = new LinkedHashMap<>(row.getFieldsAsMap());
        add(file, "line " + row.getStartingLineNumber(), fields);
      }
    }
  }

  private void json(Path file, Reader text) throws IOException {
    JsonElement root = JsonParser.parseReader(text);
    if (!(root instanceof JsonArray array)) {
      throw broken(file, "an array of objects was expected", null);
    }
    int index = 0;
    for (JsonElement element : array) {
      String place = "element " + index++;
      if (!(element instanceof JsonObject object)) {
        throw broken(file, place + " is no object", null);
      }
      Map<String, String> fields = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        JsonElement value = member.getValue();
        if (!value.isJsonNull()) {
          fields.put(
              member.getKey(), value.isJsonPrimitive() ? value.getAsString() : value.toString());
        }
      }
      add(file, place, fields);
    }
  }

  private void add(Path file, String place, Map<String, String> fields) throws IndexException {
    String key = null;
    for (String name : List.copyOf(fields.keySet())) {
      if (key == null && KEYS.contains(name.strip().toLowerCase(Locale.ROOT))) {
        key = fields.remove(name);
      }
    }
    if (key == null || key.isBlank()) {
      throw broken(file, place + " has no 'path', 'file' or 'filename'", null);
    }
    fields.values().removeIf(String::isEmpty);
    String path = key.strip().replace('\\', '/');
    rows.put(path.startsWith("./") ? path.substring(2) : path, Collections.unmodifiableMap(fields));
  }

  private static IndexException broken(Path file, String what, @Nullable Throwable cause) {
    return new IndexException("IDX_METADATA", file + ": " + what, cause);
  }
}
