package io.github.clip4j.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Which part of the cleaned text each token stands for; made only when somebody asks. */
final class TokenPlaces {
  private final ClipTokenizer tokenizer;

  TokenPlaces(ClipTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * The tokens of a window of a text.
   *
   * @param ids of the window, start and end token included
   * @param firstToken how many tokens of the text, specials of the window not counted, lie before
   */
  List<TokenizedText.Token> of(String text, int[] ids, int firstToken) {
    List<TokenizedText.Token> all = new ArrayList<>();
    int offset = 0;
    int word = 0;
    for (Segment segment : tokenizer.segments(text)) {
      if (segment.special() >= 0) {
        int end = offset + segment.text().length();
        all.add(new TokenizedText.Token(segment.special(), segment.text(), "", -1, offset, end));
        offset = end;
        continue;
      }
      CleanText cleaned = tokenizer.cleanSegment(segment.text());
      WordScanner scanner = tokenizer.words(cleaned);
      while (scanner.next()) {
        word = addTokens(all, cleaned, scanner, offset, word);
      }
      offset += cleaned.length();
    }
    List<TokenizedText.Token> window = new ArrayList<>(ids.length);
    window.add(
        special(
            tokenizer.startOfText(), tokenizer.dialect().startOfText(), firstToken, all, offset));
    for (int i = 0; i < ids.length - 2; i++) {
      window.add(all.get(firstToken + i));
    }
    window.add(
        special(
            tokenizer.endOfText(),
            tokenizer.dialect().endOfText(),
            firstToken + ids.length - 2,
            all,
            offset));
    return List.copyOf(window);
  }

  private int addTokens(
      List<TokenizedText.Token> all, CleanText cleaned, WordScanner scanner, int offset, int word) {
    int[] ids = tokenizer.specialOrPairs(cleaned.utf8(), scanner.start(), scanner.end());
    int at = scanner.start();
    boolean special =
        ids.length == 1 && (ids[0] == tokenizer.startOfText() || ids[0] == tokenizer.endOfText());
    for (int id : ids) {
      int end = special ? scanner.end() : at + tokenizer.pieces().bytes(id).length;
      String piece = new String(cleaned.utf8(), at, end - at, StandardCharsets.UTF_8);
      String spelling = special ? piece : tokenizer.pieces().spelling(id);
      all.add(
          new TokenizedText.Token(
              id, spelling, special ? "" : piece, special ? -1 : word, offset + at, offset + end));
      at = end;
    }
    return special ? word : word + 1;
  }

  /** The start or end token of a window lies between two tokens and is empty. */
  private static TokenizedText.Token special(
      int id, String spelling, int before, List<TokenizedText.Token> all, int length) {
    int at =
        before < all.size()
            ? all.get(before).byteStart()
            : all.isEmpty() ? length : all.get(all.size() - 1).byteEnd();
    return new TokenizedText.Token(id, spelling, "", -1, at, at);
  }
}
