package io.github.clip4j.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A data file beside this class; they are written by tools/vocabulary/make_tokenizer_data.py. */
final class DataFile {
  private DataFile() {}

  static InputStream open(String name) {
    InputStream in = DataFile.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("clip-tokenizer is incomplete: no resource " + name);
    }
    return in;
  }

  /** The lines that are not comments. */
  static List<String> lines(String name) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(name), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("# ")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
  }

  /** Reads {@code "66 69"} as {@code "fi"}. */
  static String text(String hexes) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < hexes.length()) {
      int end = hexes.indexOf(' ', at);
      end = end < 0 ? hexes.length() : end;
      out.appendCodePoint(Integer.parseInt(hexes, at, end, 16));
      at = end + 1;
    }
    return out.toString();
  }
}
