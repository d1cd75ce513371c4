package io.github.clip4j.search;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vectors of the pictures encoded last, by content hash, so that copies are encoded once. */
final class RecentVectors {
  private final Map<String, float[]> byHash;

  RecentVectors(int capacity) {
    byHash =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > capacity;
          }
        };
  }

  synchronized float @Nullable [] get(String hash) {
    return byHash.get(hash);
  }

  synchronized void put(String hash, float[] vector) {
    byHash.put(hash, vector);
  }
}
