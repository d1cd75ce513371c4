package io.github.clip4j.tokenizer;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding of one word: of all neighbouring pairs the one that was learned first is
 * joined at every place, left to right, until no pair is known.
 *
 * <p>Short words take the plain way, quadratic in their length. Long ones keep the places of each
 * pair in a bucket by rank, so that a word of ten million letters takes time in proportion; both
 * give the same tokens.
 */
final class BytePairs {
  private static final int LONGEST_PLAIN = 128;

  private final Vocabulary vocabulary;

  BytePairs(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The tokens of the word {@code utf8[from, to)}, which is not empty. */
  int[] encode(byte[] utf8, int from, int to) {
    int n = to - from;
    int[] symbols = new int[n];
    for (int i = 0; i < n; i++) {
      symbols[i] = vocabulary.byteId(utf8[from + i], i == n - 1);
    }
    return n <= LONGEST_PLAIN ? joinPlainly(symbols) : joinByBuckets(symbols);
  }

  int[] joinPlainly(int[] symbols) {
    int n = symbols.length;
    while (n > 1) {
      int best = Integer.MAX_VALUE;
      for (int i = 0; i < n - 1; i++) {
        int rank = vocabulary.rank(symbols[i], symbols[i + 1]);
        if (rank >= 0 && rank < best) {
          best = rank;
        }
      }
      if (best == Integer.MAX_VALUE) {
        break;
      }
      n = joinEverywhere(symbols, n, best);
    }
    return n == symbols.length ? symbols : Arrays.copyOf(symbols, n);
  }

  private int joinEverywhere(int[] symbols, int n, int rank) {
    int left = vocabulary.left(rank);
    int right = vocabulary.right(rank);
    int out = 0;
    for (int i = 0; i < n; ) {
      if (i < n - 1 && symbols[i] == left && symbols[i + 1] == right) {
        symbols[out++] = vocabulary.joined(rank);
        i += 2;
      } else {
        symbols[out++] = symbols[i++];
      }
    }
    return out;
  }

  int[] joinByBuckets(int[] symbols) {
    return new Buckets(symbols).join();
  }

  /** The state of one long word: a doubly linked list of tokens and the places of each pair. */
  private final class Buckets {
    private static final int DEAD = -1;

    private final int[] symbols;
    private final int[] next;
    private final int[] previous;
    private final int[] @Nullable [] places = new int[vocabulary.mergeCount()][];
    private final int[] counts = new int[vocabulary.mergeCount()];
    private final PriorityQueue<Integer> waiting = new PriorityQueue<>();

    Buckets(int[] symbols) {
      this.symbols = symbols;
      next = new int[symbols.length];
      previous = new int[symbols.length];
      for (int i = 0; i < symbols.length; i++) {
        next[i] = i + 1 < symbols.length ? i + 1 : DEAD;
        previous[i] = i - 1;
      }
      for (int i = 0; i < symbols.length; i++) {
        add(i);
      }
    }

    int[] join() {
      for (Integer rank = waiting.poll(); rank != null; rank = waiting.poll()) {
        int[] round = take(rank);
        // Places come in order save where a later round added some.
        Arrays.sort(round);
        // Pairs that arise in this round wait for the next, as in the plain way.
        int changed = 0;
        for (int place : round) {
          if (joinAt(place, rank)) {
            round[changed++] = place;
          }
        }
        for (int i = 0; i < changed; i++) {
          if (previous[round[i]] >= 0) {
            add(previous[round[i]]);
          }
          add(round[i]);
        }
      }
      int n = 0;
      for (int i = 0; i != DEAD; i = next[i]) {
        symbols[n++] = symbols[i];
      }
      return Arrays.copyOf(symbols, n);
    }

    private void add(int place) {
      if (next[place] == DEAD) {
        return;
      }
      int rank = vocabulary.rank(symbols[place], symbols[next[place]]);
      if (rank < 0) {
        return;
      }
      int[] bucket = places[rank];
      if (bucket == null) {
        bucket = new int[4];
        waiting.add(rank);
      } else if (counts[rank] == bucket.length) {
        bucket = Arrays.copyOf(bucket, bucket.length * 2);
      }
      places[rank] = bucket;
      bucket[counts[rank]++] = place;
    }

    private int[] take(int rank) {
      int[] bucket = places[rank];
      if (bucket == null) {
        throw new AssertionError("rank " + rank + " waits without places");
      }
      int[] taken = Arrays.copyOf(bucket, counts[rank]);
      places[rank] = null;
      counts[rank] = 0;
      return taken;
    }

    private boolean joinAt(int place, int rank) {
      int second = symbols[place] == DEAD ? DEAD : next[place];
      if (second == DEAD
          || symbols[place] != vocabulary.left(rank)
          || symbols[second] != vocabulary.right(rank)) {
        return false;
      }
      symbols[place] = vocabulary.joined(rank);
      symbols[second] = DEAD;
      next[place] = next[second];
      if (next[second] != DEAD) {
        previous[next[second]] = place;
      }
      return true;
    }
  }
}
