package io.github.clip4j.tokenizer;

import java.util.Arrays;

/** A growing list of ids. */
final class IntList {
  private int[] values;
  private int size;

  IntList(int capacity) {
    values = new int[capacity];
  }

  int size() {
    return size;
  }

  void add(int value) {
    if (size == values.length) {
      grow(1);
    }
    values[size++] = value;
  }

  void addAll(int[] more) {
    if (size + more.length > values.length) {
      grow(more.length);
    }
    if (more.length == 1) {
      values[size] = more[0];
    } else {
      System.arraycopy(more, 0, values, size, more.length);
    }
    size += more.length;
  }

  /** The first ids, as many as asked for. */
  int[] toArray(int count) {
    return Arrays.copyOf(values, count);
  }

  private void grow(int needed) {
    values = Arrays.copyOf(values, Math.max(values.length * 2, size + needed));
  }
}
