package io.github.clip4j.examples.documents;

import java.util.List;

/**
 * A fenced block of a document.
 *
 * @param document its path below the repository's root
 * @param line the line of its opening fence, from 1
 * @param language the word behind the fence, may be empty
 * @param text the lines inside, without the last line break
 * @param below whether nothing but blank lines is between it and the block before
 */
record Block(String document, int line, String language, String text, boolean below) {
  /** For messages: {@code docs/SEARCH.md:12}. */
  String where() {
    return document + ":" + line;
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /** The line of its closing fence, from 1. */
  int lastLine() {
    return line + (text.isEmpty() ? 0 : (int) text.chars().filter(c -> c == '\n').count() + 1) + 1;
  }
}
