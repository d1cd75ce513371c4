package io.github.clip4j.examples.cli;

import io.github.clip4j.tokenizer.TokenizedText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/**
 * Tokens for people: words apart, the pieces of a word in alternating colours, or parted by a dot
 * where there are no colours, and the ids below.
 */
final class TokenPieces {
  private static final String[] COLOURS = {"\u001b[36m", "\u001b[33m"};
  private static final String PLAIN = "\u001b[0m";

  private TokenPieces() {}

  static void print(PrintWriter out, TokenizedText tokens) {
    out.println(OutputOptions.printable(tokens.text()));
    out.println("  " + pieces(tokens, Ansi.AUTO.enabled()));
    out.println(
        "  "
            + Arrays.stream(tokens.ids())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" ")));
    out.println(
        "  "
            + tokens.length()
            + " tokens"
            + (tokens.truncated() ? ", cut: the text has more than fit" : ""));
  }

  /**
   * Such as {@code a hippo·potamus !}, start and end left out. Tokens are pieces of bytes: where
   * one is no whole character, its bytes are shown, such as {@code \xd7·\xa9} for a Hebrew letter.
   */
  static String pieces(TokenizedText tokens, boolean coloured) {
    StringBuilder line = new StringBuilder();
    byte[] bytes = tokens.cleanedText().getBytes(StandardCharsets.UTF_8);
    int word = -1;
    int colour = 0;
    for (TokenizedText.Token token : tokens.tokens()) {
      if (token.piece().isEmpty()) {
        continue;
      }
      boolean sameWord = token.word() == word;
      if (!line.isEmpty()) {
        line.append(!sameWord ? " " : coloured ? "" : "\u00b7");
      }
      colour = sameWord ? 1 - colour : 0;
      word = token.word();
      String piece = shown(token, bytes);
      line.append(coloured ? COLOURS[colour] + piece + PLAIN : piece);
    }
    return line.toString();
  }

  private static String shown(TokenizedText.Token token, byte[] bytes) {
    if (token.piece().indexOf('\ufffd') < 0) {
      return token.piece();
    }
    StringBuilder hex = new StringBuilder();
    for (int i = token.byteStart(); i < token.byteEnd(); i++) {
      hex.append(String.format(Locale.ROOT, "\\x%02x", bytes[i]));
    }
    return hex.toString();
  }
}
