package io.github.clip4j.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes that each token stands for, and whether it ends a word. */
final class Pieces {
  private static final byte[] NONE = {};

  private final byte[][] bytes;
  private final boolean[] endsWord;

  Pieces(Vocabulary vocabulary) {
    int size = Math.max(vocabulary.startOfText(), vocabulary.endOfText()) + 1;
    for (int rank = 0; rank < vocabulary.mergeCount(); rank++) {
      size = Math.max(size, vocabulary.joined(rank) + 1);
    }
    bytes = new byte[size][];
    endsWord = new boolean[size];
    Arrays.fill(bytes, NONE);
    for (int b = 0; b < 256; b++) {
      byte[] piece = {(byte) b};
      bytes[vocabulary.byteId((byte) b, false)] = piece;
      bytes[vocabulary.byteId((byte) b, true)] = piece;
      endsWord[vocabulary.byteId((byte) b, true)] = true;
    }
    for (int rank = 0; rank < vocabulary.mergeCount(); rank++) {
      byte[] left = bytes[vocabulary.left(rank)];
      byte[] right = bytes[vocabulary.right(rank)];
      byte[] whole = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, whole, left.length, right.length);
      bytes[vocabulary.joined(rank)] = whole;
      endsWord[vocabulary.joined(rank)] = endsWord[vocabulary.right(rank)];
    }
  }

  /** Nothing for the special tokens. Not to be changed. */
  byte[] bytes(int id) {
    return bytes[id];
  }

  /** The words that the ids stand for, parted by one space; see {@link ClipTokenizer#decode}. */
  String text(int[] ids) {
    byte[] utf8 = new byte[ids.length * 4 + 16];
    int n = 0;
    for (int i = 0; i < ids.length; i++) {
      int id = ids[i];
      if (id < 0 || id >= bytes.length) {
        throw new IllegalArgumentException(
            "ids[" + i + "] is " + id + "; the vocabulary has " + bytes.length + " tokens");
      }
      byte[] piece = bytes[id];
      if (n + piece.length + 1 > utf8.length) {
        utf8 = Arrays.copyOf(utf8, Math.max(utf8.length * 2, n + piece.length + 1));
      }
      System.arraycopy(piece, 0, utf8, n, piece.length);
      n += piece.length;
      if (endsWord[id]) {
        utf8[n++] = ' ';
      }
    }
    boolean trailingSpace = n > 0 && utf8[n - 1] == ' ';
    return new String(utf8, 0, trailingSpace ? n - 1 : n, StandardCharsets.UTF_8);
  }

  /** As vocabulary files spell it: {@code "dog</w>"}. */
  String spelling(int id) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes[id]) {
      out.append(ByteAlphabet.charOf(b));
    }
    return endsWord[id] ? out.append(ByteAlphabet.END_OF_WORD).toString() : out.toString();
  }
}
