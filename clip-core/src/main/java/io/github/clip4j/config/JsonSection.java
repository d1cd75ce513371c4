package io.github.clip4j.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.clip4j.errors.ModelFormatException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object of a configuration, read with defaults: an absent or null field takes its default, a
 * field of the wrong kind or range is an error that names file, section and field.
 */
final class JsonSection {
  /** Larger than any field of any CLIP, small enough that products of three stay below 2^63. */
  private static final int MAX = 1 << 20;

  private final String origin;
  private final String name;
  private final JsonObject object;

  JsonSection(String origin, String name, JsonObject object) {
    this.origin = origin;
    this.name = name;
    this.object = object;
  }

  @Nullable JsonElement get(String field) {
    JsonElement value = object.get(field);
    return value == null || value.isJsonNull() ? null : value;
  }

  boolean has(String field) {
    return get(field) != null;
  }

  /** The object of that name, empty when absent. */
  JsonSection section(String field) throws ModelFormatException {
    JsonElement value = get(field);
    if (value != null && !value.isJsonObject()) {
      throw fault(field, "must be an object");
    }
    return new JsonSection(
        origin, qualified(field), value == null ? new JsonObject() : value.getAsJsonObject());
  }

  /** This section with the fields of another laid over it. */
  JsonSection overlaid(JsonSection winner) {
    JsonObject merged = new JsonObject();
    object.entrySet().forEach(e -> merged.add(e.getKey(), e.getValue()));
    winner.object.entrySet().forEach(e -> merged.add(e.getKey(), e.getValue()));
    return new JsonSection(origin, name, merged);
  }

  /** An integer from 1 on. */
  int size(String field, int fallback) throws ModelFormatException {
    JsonElement value = get(field);
    return value == null ? fallback : positive(field, value);
  }

  /** An integer from 1 on that has no default. */
  int size(String field) throws ModelFormatException {
    JsonElement value = get(field);
    if (value == null) {
      throw fault(field, "is missing");
    }
    return positive(field, value);
  }

  /** The side of a square: an integer, or two that are the same (some files give height, width). */
  int side(String field, int fallback) throws ModelFormatException {
    List<Integer> sides = sizes(field);
    if (sides == null) {
      return size(field, fallback);
    }
    if (sides.size() != 2 || !sides.get(0).equals(sides.get(1))) {
      throw new ModelFormatException(
          "CFG_UNSUPPORTED",
          origin
              + ": "
              + qualified(field)
              + " = "
              + sides
              + " is not supported; pictures and patches are squares");
    }
    return sides.get(0);
  }

  /** An integer of any sign, or the default; an array gives its first (some files list ids). */
  int id(String field, int fallback) throws ModelFormatException {
    JsonElement value = get(field);
    if (value != null && value.isJsonArray() && value.getAsJsonArray().size() == 1) {
      value = value.getAsJsonArray().get(0);
    }
    if (value == null) {
      return fallback;
    }
    try {
      return number(field, value).intValueExact();
    } catch (ArithmeticException e) {
      throw fault(field, "must be an integer, is " + value);
    }
  }

  double real(String field, double fallback) throws ModelFormatException {
    JsonElement value = get(field);
    return value == null ? fallback : number(field, value).doubleValue();
  }

  boolean flag(String field, boolean fallback) throws ModelFormatException {
    JsonElement value = get(field);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof JsonPrimitive p && p.isBoolean())) {
      throw fault(field, "must be true or false, is " + value);
    }
    return value.getAsBoolean();
  }

  String text(String field, String fallback) throws ModelFormatException {
    JsonElement value = get(field);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof JsonPrimitive p && p.isString())) {
      throw fault(field, "must be a string, is " + value);
    }
    return value.getAsString();
  }

  /** An array of sizes, or null if the field is no array. */
  @Nullable List<Integer> sizes(String field) throws ModelFormatException {
    if (!(get(field) instanceof JsonArray array)) {
      return null;
    }
    List<Integer> sizes = new ArrayList<>();
    for (JsonElement value : array) {
      sizes.add(positive(field, value));
    }
    return sizes;
  }

  /** Refuses fields that ask for something the towers here do not have. */
  void refuse(Set<String> fields) throws ModelFormatException {
    for (String field : fields) {
      JsonElement value = get(field);
      boolean off = value == null || value.equals(new JsonPrimitive(false));
      if (!off) {
        throw new ModelFormatException(
            "CFG_UNSUPPORTED",
            origin
                + ": "
                + qualified(field)
                + " = "
                + value
                + " is not supported; CLIP's own vision transformers and ResNets with CLIP's own"
                + " text transformer are");
      }
    }
  }

  private int positive(String field, JsonElement value) throws ModelFormatException {
    BigDecimal number = number(field, value);
    try {
      int n = number.intValueExact();
      if (n >= 1 && n <= MAX) {
        return n;
      }
    } catch (ArithmeticException e) {
      // Not an integer, or a far too large one: the same answer as out of range.
    }
    throw fault(field, "must be an integer in [1, " + MAX + "], is " + value);
  }

  private BigDecimal number(String field, JsonElement value) throws ModelFormatException {
    if (!(value instanceof JsonPrimitive p && p.isNumber())) {
      throw fault(field, "must be a number, is " + value);
    }
    return value.getAsBigDecimal();
  }

  ModelFormatException fault(String field, String text) {
    return new ModelFormatException(
        "CFG_INVALID_FIELD", origin + ": " + qualified(field) + " " + text);
  }

  private String qualified(String field) {
    return name.isEmpty() ? field : name + "." + field;
  }
}
