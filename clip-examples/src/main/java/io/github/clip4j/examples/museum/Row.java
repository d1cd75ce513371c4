package io.github.clip4j.examples.museum;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import org.jspecify.annotations.Nullable;

/** One row of a list, whatever its format. */
interface Row {
  /** The value of a column, stripped; empty if there is none. */
  String get(String column);

  /** Whether the list has such a column at all. */
  boolean has(String column);

  /** A line of CSV or of tab-separated values. */
  record Csv(NamedCsvRecord line) implements Row {
    @Override
    public String get(String column) {
      return has(column) ? line.findField(column).orElse("").strip() : "";
    }

    @Override
    public boolean has(String column) {
      return line.getHeader().contains(column);
    }
  }

  /**
   * An object of JSON, and the whole document around it for what is said there once.
   *
   * @param object the thing
   * @param document the document
   */
  record Json(JsonObject object, JsonElement document) implements Row {
    @Override
    public String get(String column) {
      JsonElement found = find(object, column);
      if (found == null) {
        found = find(document, column);
      }
      return found == null || !found.isJsonPrimitive() ? "" : found.getAsString().strip();
    }

    @Override
    public boolean has(String column) {
      return find(object, column) != null || find(document, column) != null;
    }

    private static @Nullable JsonElement find(JsonElement from, String path) {
      if (from.isJsonObject() && from.getAsJsonObject().has(path)) {
        return from.getAsJsonObject().get(path);
      }
      JsonElement at = from;
      for (String step : path.split("\\.", -1)) {
        if (at.isJsonObject()) {
          JsonElement next = at.getAsJsonObject().get(step);
          if (next == null) {
            return null;
          }
          at = next;
        } else if (at.isJsonArray() && step.matches("\\d{1,6}")) {
          JsonArray array = at.getAsJsonArray();
          int index = Integer.parseInt(step);
          if (index >= array.size()) {
            return null;
          }
          at = array.get(index);
        } else {
          return null;
        }
      }
      return at;
    }
  }
}
