package io.github.clip4j.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the tokens of words met before: at most {@value #SLOTS} words of at most {@value
 * #LONGEST} bytes, a newer word taking the place of an older one; about 2 MB when full.
 *
 * <p>Shared by threads without locks: an entry never changes, so a race costs at most a word that
 * is worked out twice.
 */
final class WordCache {
  static final int SLOTS = 1 << 14;
  static final int LONGEST = 32;

  private final @Nullable Entry[] entries = new @Nullable Entry[SLOTS];

  int @Nullable [] get(byte[] utf8, int from, int to, int hash) {
    Entry entry = entries[slot(hash)];
    return entry != null
            && entry.hash == hash
            && Arrays.equals(entry.word, 0, entry.word.length, utf8, from, to)
        ? entry.ids
        : null;
  }

  void put(byte[] utf8, int from, int to, int hash, int[] ids) {
    if (to - from <= LONGEST) {
      entries[slot(hash)] = new Entry(hash, Arrays.copyOfRange(utf8, from, to), ids);
    }
  }

  static int hash(int hash, byte b) {
    return (hash + b) * 0x01000193;
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 15) & SLOTS - 1;
  }

  private static final class Entry {
    final int hash;
    final byte[] word;
    final int[] ids;

    Entry(int hash, byte[] word, int[] ids) {
      this.hash = hash;
      this.word = word;
      this.ids = ids;
    }
  }
}
