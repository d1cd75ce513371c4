package io.github.clip4j.checkpoint;

import io.github.clip4j.errors.ModelMismatchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares a file's tensors with those of an architecture and puts them in its order. */
final class TensorCheck {
  private static final int LISTED = 10;

  private TensorCheck() {}

  static Map<String, TensorView> check(
      Map<String, TensorView> found, Map<String, List<Long>> expected, String file)
      throws ModelMismatchException {
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    Map<String, TensorView> ordered = new LinkedHashMap<>();
    expected.forEach(
        (name, shape) -> {
          TensorView view = found.get(name);
          if (view == null) {
            missing.add(name + " " + shape);
          } else if (view.info().shape().equals(shape)) {
            ordered.put(name, view);
          } else {
            misshaped.add(name + " is " + view.info().shape() + ", expected " + shape);
          }
        });
    List<String> unexpected = new ArrayList<>();
    found.forEach(
        (name, view) -> {
          if (!expected.containsKey(name)) {
            unexpected.add(name + " " + view.info().shape());
          }
        });
    if (missing.isEmpty() && misshaped.isEmpty() && unexpected.isEmpty()) {
      return ordered;
    }
    StringBuilder text =
        new StringBuilder(file).append(": the tensors do not fit the architecture");
    list(text, "missing", missing);
    list(text, "unexpected", unexpected);
    list(text, "mis-shaped", misshaped);
    text.append("; is the configuration the right one for these weights?");
    throw new ModelMismatchException(text.toString());
  }

  private static void list(StringBuilder text, String kind, List<String> entries) {
    if (entries.isEmpty()) {
      return;
    }
    text.append("; ").append(entries.size()).append(' ').append(kind).append(": ");
    text.append(String.join(", ", entries.subList(0, Math.min(LISTED, entries.size()))));
    if (entries.size() > LISTED) {
      text.append(", …");
    }
  }
}
