package io.github.clip4j.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Canonical composition (NFC, Unicode Standard Annex 15) over the tables of a reference program:
 * take apart, order the marks by combining class, put together again.
 */
final class Normalization {
  private static final int S_BASE = 0xAC00;
  private static final int L_BASE = 0x1100;
  private static final int V_BASE = 0x1161;
  private static final int T_BASE = 0x11A7;
  private static final int L_COUNT = 19;
  private static final int V_COUNT = 21;
  private static final int T_COUNT = 28;
  private static final int S_COUNT = L_COUNT * V_COUNT * T_COUNT;

  private final Map<Integer, Integer> classes = new HashMap<>();
  private final Map<Integer, int[]> decompositions = new HashMap<>();
  private final Map<Long, Integer> pairs = new HashMap<>();

  private Normalization(boolean olderUnicode) {
    CodePointSet unknown = CodePointSet.parse("");
    for (String line : DataFile.lines("normalization.txt")) {
      if (line.startsWith("hf.unknown ") && olderUnicode) {
        unknown = CodePointSet.parse(line.substring("hf.unknown ".length()));
      }
    }
    for (String line : DataFile.lines("normalization.txt")) {
      String[] parts = line.split(" ", 3);
      switch (parts[0]) {
        case "class" -> {
          int combiningClass = Integer.parseInt(parts[1]);
          CodePointSet.parse(parts[2])
              .forEachRange(
                  (first, last) -> {
                    for (int c = first; c <= last; c++) {
                      classes.put(c, combiningClass);
                    }
                  });
        }
        case "pair", "single" -> {
          int whole = Integer.parseInt(parts[1], 16);
          if (!unknown.contains(whole)) {
            int[] into = DataFile.text(parts[2]).codePoints().toArray();
            decompositions.put(whole, into);
            if (parts[0].equals("pair")) {
              pairs.put(pair(into[0], into[1]), whole);
            }
          }
        }
        default -> {}
      }
    }
    unknown.forEachRange(
        (first, last) -> {
          for (int c = first; c <= last; c++) {
            classes.remove(c);
          }
        });
  }

  /** NFC as Python's {@code unicodedata}. */
  static Normalization python() {
    return Python.INSTANCE;
  }

  /** NFC as Hugging Face's tokenizers, which know an older Unicode. */
  static Normalization huggingFace() {
    return HuggingFace.INSTANCE;
  }

  String nfc(String text) {
    if (staysAsItIs(text)) {
      return text;
    }
    int[] points = new int[text.length() + 16];
    int n = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      // The longest canonical decomposition has four code points.
      if (n + 4 > points.length) {
        points = Arrays.copyOf(points, points.length * 2);
      }
      n = decompose(c, points, n);
    }
    order(points, n);
    return compose(points, n);
  }

  /** Nothing before U+0300 takes part in composition unless a mark follows it. */
  private static boolean staysAsItIs(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x300) {
        return false;
      }
    }
    return true;
  }

  private int decompose(int c, int[] out, int n) {
    int index = c - S_BASE;
    if (index >= 0 && index < S_COUNT) {
      out[n++] = L_BASE + index / (V_COUNT * T_COUNT);
      out[n++] = V_BASE + index % (V_COUNT * T_COUNT) / T_COUNT;
      if (index % T_COUNT != 0) {
        out[n++] = T_BASE + index % T_COUNT;
      }
      return n;
    }
    int @Nullable [] into = decompositions.get(c);
    if (into == null) {
      out[n++] = c;
      return n;
    }
    for (int part : into) {
      n = decompose(part, out, n);
    }
    return n;
  }

  /** Stable order by combining class within each run of marks. */
  private void order(int[] points, int n) {
    int i = 0;
    while (i < n) {
      if (classOf(points[i]) == 0) {
        i++;
        continue;
      }
      int end = i + 1;
      while (end < n && classOf(points[end]) != 0) {
        end++;
      }
      if (end - i > 1) {
        sortMarks(points, i, end);
      }
      i = end;
    }
  }

  /** By counting, so that a text of a million marks takes no quadratic time. */
  private void sortMarks(int[] points, int from, int to) {
    int[] starts = new int[257];
    for (int i = from; i < to; i++) {
      starts[classOf(points[i]) + 1]++;
    }
    for (int k = 0; k < 256; k++) {
      starts[k + 1] += starts[k];
    }
    int[] sorted = new int[to - from];
    for (int i = from; i < to; i++) {
      sorted[starts[classOf(points[i])]++] = points[i];
    }
    System.arraycopy(sorted, 0, points, from, sorted.length);
  }

  private String compose(int[] points, int n) {
    int starter = -1;
    int lastClass = -1;
    int kept = 0;
    for (int i = 0; i < n; i++) {
      int c = points[i];
      int k = classOf(c);
      if (starter >= 0 && (lastClass < k || lastClass == -1)) {
        int whole = composed(points[starter], c);
        if (whole >= 0) {
          points[starter] = whole;
          continue;
        }
      }
      if (k == 0) {
        starter = kept;
        lastClass = -1;
      } else {
        lastClass = k;
      }
      points[kept++] = c;
    }
    return new String(points, 0, kept);
  }

  private int composed(int first, int second) {
    if (first >= L_BASE
        && first < L_BASE + L_COUNT
        && second >= V_BASE
        && second < V_BASE + V_COUNT) {
      return S_BASE + ((first - L_BASE) * V_COUNT + (second - V_BASE)) * T_COUNT;
    }
    int index = first - S_BASE;
    if (index >= 0
        && index < S_COUNT
        && index % T_COUNT == 0
        && second > T_BASE
        && second < T_BASE + T_COUNT) {
      return first + second - T_BASE;
    }
    return pairs.getOrDefault(pair(first, second), -1);
  }

  private int classOf(int c) {
    return c < 0x300 ? 0 : classes.getOrDefault(c, 0);
  }

  private static long pair(int first, int second) {
    return (long) first << 32 | second;
  }

  private static final class Python {
    static final Normalization INSTANCE = new Normalization(false);
  }

  private static final class HuggingFace {
    static final Normalization INSTANCE = new Normalization(true);
  }
}
