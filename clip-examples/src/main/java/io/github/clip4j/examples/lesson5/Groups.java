package io.github.clip4j.examples.lesson5;

import io.github.clip4j.vector.VectorMath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pictures that belong together: each pair at or above a threshold is joined, and joined pictures
 * form a group. If A is like B and B is like C, all three are one group, though A and C may not be
 * alike: with a low threshold such chains grow.
 */
final class Groups {
  private final int[] parent;

  private Groups(int size) {
    parent = new int[size];
    for (int i = 0; i < size; i++) {
      parent[i] = i;
    }
  }

  /** The groups of two and more, each in order; every pair is compared. */
  static List<List<Integer>> of(float[][] vectors, double threshold) {
    Groups groups = new Groups(vectors.length);
    float[][] cosines = VectorMath.cosine(vectors, vectors);
    for (int i = 0; i < vectors.length; i++) {
      for (int j = i + 1; j < vectors.length; j++) {
        if (cosines[i][j] >= threshold) {
          groups.parent[groups.root(j)] = groups.root(i);
        }
      }
    }
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < vectors.length; i++) {
      members.computeIfAbsent(groups.root(i), root -> new ArrayList<>()).add(i);
    }
    return members.values().stream().filter(group -> group.size() > 1).toList();
  }

  private int root(int i) {
    int at = i;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
