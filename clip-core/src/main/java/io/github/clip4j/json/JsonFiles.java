package io.github.clip4j.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads small JSON files strictly: UTF-8, no comments, no duplicate keys, bounded size and nesting.
 * Stateless and thread-safe.
 */
public final class JsonFiles {
  private static final int MAX_DEPTH = 32;

  private JsonFiles() {}

  /**
   * Reads a file whose top value is an object.
   *
   * @param file the file
   * @param maxBytes largest size to accept
   * @throws ModelFormatException with code {@code CFG_INVALID_JSON} or {@code CFG_TOO_LARGE}
   */
  public static JsonObject readObject(Path file, long maxBytes) throws IOException {
    long size = Files.size(file);
    if (size > maxBytes) {
      throw new ModelFormatException(
          "CFG_TOO_LARGE",
          file + ": a JSON file of " + size + " bytes, the limit is " + maxBytes + " bytes");
    }
    byte[] bytes = Files.readAllBytes(file);
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelFormatException("CFG_INVALID_JSON", file + ": the file is not UTF-8", e);
    }
    return parse(text, file.toString());
  }

  /**
   * Parses text whose top value is an object.
   *
   * @param text the JSON
   * @param origin names it in errors
   */
  public static JsonObject parse(String text, String origin) throws ModelFormatException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement value = read(reader, origin, 0);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw invalid(origin, "there is more after the first value");
      }
      if (!value.isJsonObject()) {
        throw invalid(origin, "the top value must be an object");
      }
      return value.getAsJsonObject();
    } catch (ModelFormatException e) {
      throw e;
    } catch (MalformedJsonException | NumberFormatException e) {
      throw new ModelFormatException(
          "CFG_INVALID_JSON", origin + ": not valid JSON: " + e.getMessage(), e);
    } catch (IOException | IllegalStateException e) {
      throw new ModelFormatException(
          "CFG_INVALID_JSON", origin + ": the JSON ends too early or is broken", e);
    }
  }

  private static JsonElement read(JsonReader reader, String origin, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw invalid(origin, "nesting is deeper than " + MAX_DEPTH);
    }
    JsonToken token = reader.peek();
    switch (token) {
      case BEGIN_OBJECT -> {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
          String name = reader.nextName();
          if (object.has(name)) {
            throw invalid(origin, "key '" + name + "' is given twice");
          }
          object.add(name, read(reader, origin, depth + 1));
        }
        reader.endObject();
        return object;
      }
      case BEGIN_ARRAY -> {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(read(reader, origin, depth + 1));
        }
        reader.endArray();
        return array;
      }
      case STRING -> {
        return new JsonPrimitive(reader.nextString());
      }
      case NUMBER -> {
        return new JsonPrimitive(number(reader.nextString(), origin));
      }
      case BOOLEAN -> {
        return new JsonPrimitive(reader.nextBoolean());
      }
      case NULL -> {
        reader.nextNull();
        return JsonNull.INSTANCE;
      }
      default -> throw invalid(origin, "a value is missing");
    }
  }

  /** A number of sane size: {@code 1e999999999} would otherwise cost its expansion later. */
  private static BigDecimal number(String text, String origin) throws ModelFormatException {
    BigDecimal value = text.length() <= 64 ? new BigDecimal(text) : null;
    if (value == null || Math.abs((long) value.scale()) > 400) {
      throw invalid(origin, "a number is out of range");
    }
    return value;
  }

  private static ModelFormatException invalid(String origin, String text) {
    return new ModelFormatException("CFG_INVALID_JSON", origin + ": " + text);
  }
}
