package io.github.clip4j.examples.museum;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.clip4j.examples.museum.Columns.Meaning;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the list of a collection: CSV with a heading line (commas, semicolons or tabs), JSON (an
 * array of objects, or an object that holds one, as museum interfaces answer), or JSON with an
 * object a line. UTF-8.
 *
 * <p>Pictures are addresses ({@code https://…}), or files beside the list, named relative to it.
 * Files elsewhere are refused, because a list may come from strangers.
 */
public final class CollectionFile {
  /** Lists are read into memory; beyond this size cut them into pieces. */
  private static final long MAX_BYTES = 256L << 20;

  private static final List<String> ARRAYS =
      List.of("data", "objects", "items", "records", "artworks", "artObjects", "results");
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]+)\\}");

  private CollectionFile() {}

  /**
   * What was read.
   *
   * @param artworks those with a picture, in the order of the list
   * @param without how many rows name no picture
   * @param unusable what is wrong with rows whose picture is no address that can be used
   */
  public record Listing(List<Artwork> artworks, int without, List<String> unusable) {}

  /**
   * Reads a list.
   *
   * @param file CSV or JSON
   * @param columns which column means what
   * @throws CollectionException if the file is neither, or has no column with pictures
   * @throws IOException if the file cannot be read
   */
  public static Listing read(Path file, Columns columns) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new CollectionException(
          "MUSEUM_LIST_TOO_LARGE",
          file + ": " + size + " bytes, at most " + MAX_BYTES + " are read; cut it into pieces",
          null);
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new CollectionException(
          "MUSEUM_NOT_UTF8", file + ": not UTF-8; save the list as UTF-8", e);
    }
    if (text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    String start = text.stripLeading();
    boolean json = start.startsWith("{") || start.startsWith("[");
    List<Row> rows = json ? json(file, text) : csv(file, text);
    return listing(file, rows, columns);
  }

  private static List<Row> csv(Path file, String text) throws IOException {
    int end = text.indexOf('\n');
    String head = end < 0 ? text : text.substring(0, end);
    char separator = ',';
    for (char candidate : new char[] {'\t', ';'}) {
      if (count(head, candidate) > count(head, separator)) {
        separator = candidate;
      }
    }
    List<Row> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofNamedCsvRecord(text)) {
      reader.forEach(line -> rows.add(new Row.Csv(line)));
    } catch (CsvParseException | IllegalArgumentException e) {
      throw new CollectionException(
          "MUSEUM_BAD_CSV", file + ": not a table with a heading line: " + e.getMessage(), e);
    }
    return rows;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private static List<Row> json(Path file, String text) throws IOException {
    JsonElement document;
    try {
      document = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      return jsonLines(file, text, e);
    }
    JsonElement array = document;
    if (document.isJsonObject()) {
      array = null;
      for (String name : ARRAYS) {
        JsonElement candidate = document.getAsJsonObject().get(name);
        if (candidate != null && candidate.isJsonArray()) {
          array = candidate;
          break;
        }
      }
      if (array == null) {
        // One thing alone, as an interface answers to the question for it.
        return List.of(new Row.Json(document.getAsJsonObject(), document));
      }
    }
    List<Row> rows = new ArrayList<>();
    for (JsonElement element : array.getAsJsonArray()) {
      if (element.isJsonObject()) {
        rows.add(new Row.Json(element.getAsJsonObject(), document));
      }
    }
    return rows;
  }

  private static List<Row> jsonLines(Path file, String text, JsonParseException whole)
      throws CollectionException {
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        JsonElement element = JsonParser.parseString(line);
        if (!element.isJsonObject()) {
          throw new JsonParseException("not an object");
        }
        JsonObject object = element.getAsJsonObject();
        rows.add(new Row.Json(object, object));
      } catch (JsonParseException e) {
        throw new CollectionException(
            "MUSEUM_BAD_JSON",
            file
                + ": neither JSON ("
                + whole.getMessage()
                + ") nor JSON with an object a line (line "
                + number
                + ": "
                + e.getMessage()
                + ")",
            e);
      }
    }
    return rows;
  }

  private static Listing listing(Path file, List<Row> rows, Columns columns)
      throws CollectionException {
    if (rows.isEmpty()) {
      throw new CollectionException("MUSEUM_EMPTY", file + ": the list has no rows", null);
    }
    for (Meaning meaning : columns.named()) {
      String name = columns.candidates(meaning).get(0);
      if (rows.stream().noneMatch(row -> row.has(name))) {
        throw new CollectionException(
            "MUSEUM_NO_COLUMN", file + ": no row has the column " + name, null);
      }
    }
    List<Artwork> artworks = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    int without = 0;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      String picture = picture(row, columns);
      if (picture.isEmpty()) {
        without++;
        continue;
      }
      String id = value(row, columns, Meaning.ID);
      String named = id.isEmpty() ? String.valueOf(i + 1) : id;
      try {
        String title = value(row, columns, Meaning.TITLE);
        artworks.add(
            new Artwork(
                named,
                title.isEmpty() ? "untitled" : title,
                value(row, columns, Meaning.ARTIST),
                value(row, columns, Meaning.DATE),
                value(row, columns, Meaning.DEPARTMENT),
                address(file, picture)));
      } catch (IllegalArgumentException e) {
        unusable.add(named + ": " + e.getMessage());
      }
    }
    if (artworks.isEmpty()) {
      throw new CollectionException(
          "MUSEUM_NO_PICTURES",
          file
              + ": none of "
              + rows.size()
              + " rows has a picture"
              + (unusable.isEmpty() ? "" : " that can be used (" + unusable.get(0) + ")")
              + "; name the column of their addresses, tried were "
              + columns.candidates(Meaning.PICTURE),
          null);
    }
    return new Listing(List.copyOf(artworks), without, List.copyOf(unusable));
  }

  private static String value(Row row, Columns columns, Meaning meaning) {
    for (String name : columns.candidates(meaning)) {
      String value = row.get(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static String picture(Row row, Columns columns) {
    String template = columns.template();
    if (template == null && !columns.named().contains(Meaning.PICTURE)) {
      // The Art Institute of Chicago: a number in each row, and once where pictures are served.
      template =
          row.get("image_id").isEmpty() || row.get("config.iiif_url").isEmpty()
              ? null
              : "{config.iiif_url}/{image_id}/full/843,/0/default.jpg";
    }
    return template == null ? value(row, columns, Meaning.PICTURE) : filled(template, row);
  }

  /** The template with the row's values; empty if one is missing. */
  private static String filled(String template, Row row) {
    Matcher braces = BRACES.matcher(template);
    StringBuilder address = new StringBuilder();
    while (braces.find()) {
      String value = row.get(braces.group(1));
      if (value.isEmpty()) {
        return "";
      }
      braces.appendReplacement(address, Matcher.quoteReplacement(value));
    }
    return braces.appendTail(address).toString();
  }

  private static URI address(Path file, String picture) {
    String lower = picture.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      // Museums' addresses contain spaces and letters that an address may not.
      try {
        return new URI(new URI(encoded(picture)).toASCIIString());
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("not an address: " + picture, e);
      }
    }
    if (lower.matches("[a-z][a-z0-9+.-]+:.*")) {
      throw new IllegalArgumentException(
          "neither http nor https, nor a file beside the list: " + picture);
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path resolved = folder == null ? null : inside(folder, picture);
    if (resolved == null) {
      throw new IllegalArgumentException("not a file beside the list: " + picture);
    }
    return resolved.toUri();
  }

  private static @Nullable Path inside(Path folder, String name) {
    Path resolved = folder.resolve(name).normalize();
    return resolved.startsWith(folder) ? resolved : null;
  }

  private static String encoded(String address) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c <= ' ' || "\"<>\\^`{|}".indexOf(c) >= 0) {
        result.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }
}
