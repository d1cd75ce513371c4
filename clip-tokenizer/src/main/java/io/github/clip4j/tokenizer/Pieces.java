package io.github.clip4j.tokenizer;

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

  int size() {
    return bytes.length;
  }

  /** Nothing for the special tokens. Not to be changed. */
  byte[] bytes(int id) {
    return bytes[id];
  }

  boolean endsWord(int id) {
    return endsWord[id];
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
