package io.github.clip4j.tokenizer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the tokens of words met before: at most {@value #SLOTS} words of at most {@value
 * #LONGEST} bytes, a newer word taking the place of an older one; about 4 MB when full.
 *
 * <p>A word is its bytes in three longs, so that a look-up touches one object. Shared by threads
 * without locks: an entry never changes, so a race costs at most a word that is worked out twice.
 */
final class WordCache {
  static final int SLOTS = 1 << 16;
  static final int LONGEST = 24;

  private static final int SHIFT = Integer.numberOfLeadingZeros(SLOTS) + 1;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable Entry[] entries = new @Nullable Entry[SLOTS];

  /** The entry of the word {@code utf8[from, to)}, or null where it is not remembered. */
  @Nullable Entry get(byte[] utf8, int from, int to) {
    int length = to - from;
    if (length > LONGEST) {
      return null;
    }
    long first = word(utf8, from, to);
    long second = length > 8 ? word(utf8, from + 8, to) : 0;
    long third = length > 16 ? word(utf8, from + 16, to) : 0;
    int slot = slot(first, second, third);
    Entry entry = entries[slot];
    if (entry != null && entry.is(first, second, third, length)) {
      return entry;
    }
    entry = entries[slot ^ 1];
    return entry != null && entry.is(first, second, third, length) ? entry : null;
  }

  void put(byte[] utf8, int from, int to, int[] ids) {
    int length = to - from;
    if (length <= LONGEST) {
      long first = word(utf8, from, to);
      long second = length > 8 ? word(utf8, from + 8, to) : 0;
      long third = length > 16 ? word(utf8, from + 16, to) : 0;
      int slot = slot(first, second, third);
      // The one before moves next door if that is free; otherwise it goes.
      if (entries[slot ^ 1] == null) {
        entries[slot ^ 1] = entries[slot];
      }
      entries[slot] = new Entry(first, second, third, length, ids);
    }
  }

  /** Up to eight bytes from {@code at}, the first the lowest, zeros from {@code to} on. */
  private static long word(byte[] utf8, int at, int to) {
    int length = Math.min(to - at, 8);
    if (at + 8 <= utf8.length) {
      return (long) LONGS.get(utf8, at) & (-1L >>> (64 - 8 * length));
    }
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | (utf8[at + i] & 0xFF);
    }
    return value;
  }

  private static int slot(long first, long second, long third) {
    long mixed = (first ^ (second * 31) ^ (third * 961)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) >>> SHIFT;
  }

  /** A word and its tokens. */
  static final class Entry {
    private final long first;
    private final long second;
    private final long third;
    private final int length;
    private final int firstId;
    private final int @Nullable [] ids;

    private Entry(long first, long second, long third, int length, int[] ids) {
      this.first = first;
      this.second = second;
      this.third = third;
      this.length = length;
      this.firstId = ids[0];
      this.ids = ids.length == 1 ? null : ids;
    }

    private boolean is(long otherFirst, long otherSecond, long otherThird, int otherLength) {
      return first == otherFirst
          && second == otherSecond
          && third == otherThird
          && length == otherLength;
    }

    void addTo(IntList list) {
      if (ids == null) {
        list.add(firstId);
      } else {
        list.addAll(ids);
      }
    }
  }
}
