package io.github.clip4j.tokenizer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;

/** Which two tokens join to which third, and what bytes each token stands for. */
final class Vocabulary {
  /** Tokens that are one byte: 256 inside a word, 256 at its end. */
  static final int BYTES = 512;

  /** How many merges CLIP has: its vocabulary less the bytes and the two special tokens. */
  static final int BUNDLED_MERGES = 48_894;

  private final int startOfText;
  private final int endOfText;

  /** Id of the token for each byte inside a word, then at its end. */
  private final int[] byteIds;

  /** Merges by rank: the token ids left, right and joined. */
  private final int[] left;

  private final int[] right;
  private final int[] joined;

  /** Open addressing: pair of ids to rank, -1 where empty. */
  private final long[] keys;

  private final int[] ranks;
  private final int mask;

  Vocabulary(int[] byteIds, int[] left, int[] right, int[] joined, int startOfText, int endOfText) {
    this.byteIds = byteIds;
    this.left = left;
    this.right = right;
    this.joined = joined;
    this.startOfText = startOfText;
    this.endOfText = endOfText;
    int capacity = Integer.highestOneBit(Math.max(left.length, 8)) * 4;
    keys = new long[capacity];
    ranks = new int[capacity];
    mask = capacity - 1;
    Arrays.fill(ranks, -1);
    for (int rank = 0; rank < left.length; rank++) {
      put(left[rank], right[rank], rank);
    }
  }

  /** CLIP's own, 49,408 tokens. */
  static Vocabulary bundled() {
    return Bundled.VOCABULARY;
  }

  int startOfText() {
    return startOfText;
  }

  int endOfText() {
    return endOfText;
  }

  int byteId(byte b, boolean atEnd) {
    return byteIds[ByteAlphabet.id(b) + (atEnd ? 256 : 0)];
  }

  /** The place of this merge in the order of merging, or -1 where the two do not join. */
  int rank(int leftId, int rightId) {
    long key = key(leftId, rightId);
    int slot = slot(key);
    while (ranks[slot] >= 0) {
      if (keys[slot] == key) {
        return ranks[slot];
      }
      slot = slot + 1 & mask;
    }
    return -1;
  }

  int joined(int rank) {
    return joined[rank];
  }

  int left(int rank) {
    return left[rank];
  }

  int right(int rank) {
    return right[rank];
  }

  int mergeCount() {
    return joined.length;
  }

  private void put(int leftId, int rightId, int rank) {
    long key = key(leftId, rightId);
    int slot = slot(key);
    while (ranks[slot] >= 0) {
      if (keys[slot] == key) {
        // As a Python dict: the later line of a file counts.
        break;
      }
      slot = slot + 1 & mask;
    }
    keys[slot] = key;
    ranks[slot] = rank;
  }

  private int slot(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
  }

  private static long key(int leftId, int rightId) {
    return (long) leftId << 32 | rightId;
  }

  private static final class Bundled {
    static final Vocabulary VOCABULARY = read();

    private static Vocabulary read() {
      int[] left = new int[BUNDLED_MERGES];
      int[] right = new int[BUNDLED_MERGES];
      int[] joined = new int[BUNDLED_MERGES];
      byte[] bytes = new byte[BUNDLED_MERGES * 4];
      try (DataInputStream in =
          new DataInputStream(new InflaterInputStream(DataFile.open("merges.bin")))) {
        in.readFully(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read resource merges.bin", e);
      }
      ByteBuffer pairs = ByteBuffer.wrap(bytes);
      for (int rank = 0; rank < BUNDLED_MERGES; rank++) {
        left[rank] = pairs.getChar();
        right[rank] = pairs.getChar();
        joined[rank] = BYTES + rank;
      }
      int[] byteIds = new int[BYTES];
      for (int i = 0; i < BYTES; i++) {
        byteIds[i] = i;
      }
      int end = BYTES + BUNDLED_MERGES;
      return new Vocabulary(byteIds, left, right, joined, end, end + 1);
    }
  }
}
