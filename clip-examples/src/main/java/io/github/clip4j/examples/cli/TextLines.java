package io.github.clip4j.examples.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts from a UTF-8 file: one a line, or one JSON object with {@code "text"} a line. */
final class TextLines {
  private TextLines() {}

  /** Objects if the name ends in {@code .jsonl}, else plain lines. */
  static List<String> read(Path file) throws IOException {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")
        ? readObjects(file)
        : lines(file);
  }

  /** The {@code "text"} of each line; blank lines are skipped. */
  static List<String> readObjects(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank()) {
        texts.add(text(line, file + ", line " + number));
      }
    }
    return texts;
  }

  private static List<String> lines(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a folder; a file of texts is needed");
    }
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      // Only LF and CR LF end a line of JSON; U+2028 and the like belong to a text.
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        // Editors on Windows begin a UTF-8 file with a mark that belongs to no text.
        lines.add(lines.isEmpty() && line.startsWith("\ufeff") ? line.substring(1) : line);
      }
    } catch (CharacterCodingException e) {
      throw new IOException(
          file + ": not UTF-8, after line " + lines.size() + "; save the file as UTF-8", e);
    }
    return lines;
  }

  private static String text(String line, String where) throws IOException {
    try {
      JsonElement element = JsonParser.parseString(line);
      if (element.isJsonObject()) {
        JsonElement text = element.getAsJsonObject().get("text");
        if (text != null && text.isJsonPrimitive() && text.getAsJsonPrimitive().isString()) {
          return text.getAsString();
        }
      }
    } catch (JsonParseException e) {
      throw new IOException(where + ": not JSON", e);
    }
    throw new IOException(where + ": not an object with a string \"text\"");
  }
}
