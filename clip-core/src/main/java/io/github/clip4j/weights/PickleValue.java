package io.github.clip4j.weights;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a checkpoint's pickle can hold, as plain data: nothing of it was ever an object of code. */
sealed interface PickleValue {
  /** The mark that ends a group on the stack; never part of a result. */
  record Mark() implements PickleValue {}

  /** None. */
  record None() implements PickleValue {}

  /** True or False. */
  record Bool(boolean value) implements PickleValue {}

  /** An integer that fits 64 bits. */
  record Int(long value) implements PickleValue {}

  /** A float. */
  record Real(double value) implements PickleValue {}

  /** A string. */
  record Text(String value) implements PickleValue {}

  /** A tuple. */
  record Tuple(List<PickleValue> items) implements PickleValue {}

  /** A name from the allow-list, such as {@code torch.FloatStorage}. */
  record Global(String name) implements PickleValue {}

  /** The bytes behind tensors: record {@code data/<key>}. */
  record Storage(DType dtype, String key, long elements) implements PickleValue {}

  /** A view of a storage; sizes and strides are checked against it. */
  record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides)
      implements PickleValue {}

  /** A list; grows while the pickle is read. Identity matters, so it is no record. */
  final class Items implements PickleValue {
    final List<PickleValue> items = new ArrayList<>(0);
  }

  /** A dict or OrderedDict, in order. */
  final class Mapping implements PickleValue {
    final List<PickleValue> keys = new ArrayList<>(0);
    final List<PickleValue> values = new ArrayList<>(0);

    /** The value of the last pair with this key, as Python's dict has it, or null. */
    @Nullable PickleValue get(String key) {
      for (int i = keys.size() - 1; i >= 0; i--) {
        if (keys.get(i) instanceof Text t && t.value().equals(key)) {
          return values.get(i);
        }
      }
      return null;
    }
  }

  /** An object of a class that was only named: a module of a TorchScript file, or options. */
  final class Instance implements PickleValue {
    final String type;
    @Nullable Mapping state;

    Instance(String type) {
      this.type = type;
    }
  }
}
