package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.PickleValue.Instance;
import io.github.clip4j.weights.PickleValue.Mapping;
import io.github.clip4j.weights.PickleValue.Tensor;
import io.github.clip4j.weights.PickleValue.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the named tensors in what a pickle holds: a state dict, one wrapped in a training
 * checkpoint, or the attributes of a TorchScript module tree, whose paths are the names of a state
 * dict.
 */
final class StateDict {
  private static final List<String> WRAPPERS = List.of("state_dict", "model_state_dict", "model");
  private static final int MAX_TENSORS = 100_000;
  private static final int MAX_NAME = 4096;

  /** Attributes looked at in all modules, each as often as its module has names. */
  private static final int MAX_VISITS = 1_000_000;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final String file;
  private int visits;

  private StateDict(String file) {
    this.file = file;
  }

  static Map<String, Tensor> find(PickleValue root, String file) throws ModelFormatException {
    StateDict dict = new StateDict(file);
    if (root instanceof Instance module && module.state != null) {
      dict.walk("", module.state);
    } else if (root instanceof Mapping mapping) {
      dict.flat(unwrapped(mapping));
    } else {
      throw dict.none("it holds " + PickleReader.kind(root));
    }
    if (dict.tensors.isEmpty()) {
      throw dict.none("no tensors are in it");
    }
    return dict.tensors;
  }

  private static Mapping unwrapped(Mapping mapping) {
    for (String key : WRAPPERS) {
      if (mapping.get(key) instanceof Mapping inner) {
        return inner;
      }
    }
    return mapping;
  }

  private void flat(Mapping mapping) throws ModelFormatException {
    for (int i = 0; i < mapping.keys.size(); i++) {
      if (mapping.keys.get(i) instanceof Text name && mapping.values.get(i) instanceof Tensor t) {
        add(name.value(), t);
      }
    }
  }

  /** Depth is bounded by {@link PickleGraph}; a shared module is walked under each of its names. */
  private void walk(String prefix, Mapping attributes) throws ModelFormatException {
    for (int i = 0; i < attributes.keys.size(); i++) {
      visits++;
      if (visits > MAX_VISITS) {
        throw new ModelFormatException(
            "PK_LIMIT", file + ": modules with more than " + MAX_VISITS + " attributes in all");
      }
      if (!(attributes.keys.get(i) instanceof Text name)) {
        continue;
      }
      PickleValue value = attributes.values.get(i);
      if (value instanceof Tensor t) {
        add(prefix + name.value(), t);
      } else if (value instanceof Instance module && module.state != null) {
        // Checked before the path is joined: nested long names would grow with the square.
        if (prefix.length() + name.value().length() >= MAX_NAME) {
          throw new ModelFormatException(
              "PK_LIMIT", file + ": a module's path is longer than " + MAX_NAME + " characters");
        }
        walk(prefix + name.value() + ".", module.state);
      }
    }
  }

  private void add(String name, Tensor tensor) throws ModelFormatException {
    if (name.length() > MAX_NAME || tensors.size() >= MAX_TENSORS) {
      throw new ModelFormatException(
          "PK_LIMIT", file + ": more than " + MAX_TENSORS + " tensors, or a name too long");
    }
    // A dict with a repeated key keeps the last value, as in Python.
    tensors.put(name, tensor);
  }

  private ModelFormatException none(String reason) {
    return new ModelFormatException(
        "PT_NO_STATE_DICT",
        file
            + ": there is no state dict in the file: "
            + reason
            + "; save model.state_dict() with torch.save");
  }
}
