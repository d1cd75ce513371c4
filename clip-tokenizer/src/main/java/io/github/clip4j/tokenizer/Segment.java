package io.github.clip4j.tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of text, or a special token that is spelled out in it. Hugging Face looks for its
 * special tokens first and normalises what lies between; in the other dialects a text is one
 * segment.
 *
 * @param text the characters
 * @param special the special token's id, or -1
 */
record Segment(String text, int special) {

  /** The segments of a text, in its order; put together they are the text. */
  static List<Segment> split(
      String text, TokenizerDialect dialect, int startOfText, int endOfText) {
    if (dialect != TokenizerDialect.HUGGING_FACE) {
      return List.of(new Segment(text, -1));
    }
    List<Segment> segments = new ArrayList<>();
    int done = 0;
    int at = text.indexOf("<|");
    while (at >= 0) {
      int special =
          text.startsWith(dialect.startOfText(), at)
              ? startOfText
              : text.startsWith(dialect.endOfText(), at) ? endOfText : -1;
      if (special < 0) {
        at = text.indexOf("<|", at + 2);
        continue;
      }
      String spelling = special == startOfText ? dialect.startOfText() : dialect.endOfText();
      segments.add(new Segment(text.substring(done, at), -1));
      segments.add(new Segment(spelling, special));
      done = at + spelling.length();
      at = text.indexOf("<|", done);
    }
    segments.add(new Segment(text.substring(done), -1));
    return segments;
  }
}
