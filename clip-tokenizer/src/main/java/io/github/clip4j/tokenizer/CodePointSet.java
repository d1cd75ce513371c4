package io.github.clip4j.tokenizer;

import java.util.Arrays;

/** An immutable set of code points, written as {@code "41-5A 61-7A C0"}. */
final class CodePointSet {
  /** First and last of each range, ascending. */
  private final int[] starts;

  private final int[] ends;

  private CodePointSet(int[] starts, int[] ends) {
    this.starts = starts;
    this.ends = ends;
  }

  static CodePointSet parse(String ranges) {
    if (ranges.isEmpty()) {
      return new CodePointSet(new int[0], new int[0]);
    }
    String[] parts = ranges.split(" ", -1);
    int[] starts = new int[parts.length];
    int[] ends = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      int dash = parts[i].indexOf('-');
      starts[i] = Integer.parseInt(parts[i], 0, dash < 0 ? parts[i].length() : dash, 16);
      ends[i] = dash < 0 ? starts[i] : Integer.parseInt(parts[i], dash + 1, parts[i].length(), 16);
    }
    return new CodePointSet(starts, ends);
  }

  boolean contains(int codePoint) {
    int i = Arrays.binarySearch(starts, codePoint);
    return i >= 0 || (i < -1 && ends[-i - 2] >= codePoint);
  }

  /** Calls back with each range, both ends within. */
  void forEachRange(RangeConsumer consumer) {
    for (int i = 0; i < starts.length; i++) {
      consumer.accept(starts[i], ends[i]);
    }
  }

  /** Takes a range of code points, both ends within. */
  interface RangeConsumer {
    void accept(int first, int last);
  }
}
