package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.PickleValue.Instance;
import io.github.clip4j.weights.PickleValue.Items;
import io.github.clip4j.weights.PickleValue.Mapping;
import io.github.clip4j.weights.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Refuses a result that contains itself or is nested too deeply, so that whoever walks it later may
 * recurse. Shared parts are visited once: the time is linear in the pickle's length.
 */
final class PickleGraph {
  private static final int MAX_DEPTH = 64;
  private static final int OPEN = -1;

  private final IdentityHashMap<PickleValue, Integer> heights = new IdentityHashMap<>();
  private final PickleReader reader;

  private PickleGraph(PickleReader reader) {
    this.reader = reader;
  }

  static void check(PickleValue root, PickleReader reader) throws ModelFormatException {
    new PickleGraph(reader).height(root, 0);
  }

  private int height(PickleValue value, int depth) throws ModelFormatException {
    // Asked before its children are listed: a long dict may stand in many places.
    Integer known = heights.get(value);
    if (known != null && known == OPEN) {
      throw reader.fault("PK_MEMO", "a value contains itself");
    }
    int height = 0;
    if (known == null) {
      List<PickleValue> children = children(value);
      if (children.isEmpty()) {
        return 0;
      }
      if (depth >= MAX_DEPTH) {
        throw tooDeep();
      }
      heights.put(value, OPEN);
      for (PickleValue child : children) {
        height = Math.max(height, 1 + height(child, depth + 1));
      }
      heights.put(value, height);
    } else {
      height = known;
    }
    if (depth + height > MAX_DEPTH) {
      throw tooDeep();
    }
    return height;
  }

  private ModelFormatException tooDeep() {
    return reader.limit("values are nested deeper than " + MAX_DEPTH);
  }

  private static List<PickleValue> children(PickleValue value) {
    if (value instanceof Tuple t) {
      return t.items();
    }
    if (value instanceof Items i) {
      return i.items;
    }
    if (value instanceof Mapping m) {
      List<PickleValue> all = new ArrayList<>(m.keys);
      all.addAll(m.values);
      return all;
    }
    if (value instanceof Instance i && i.state != null) {
      return List.of(i.state);
    }
    return List.of();
  }
}
