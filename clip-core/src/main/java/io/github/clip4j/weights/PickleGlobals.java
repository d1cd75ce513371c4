package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.PickleValue.Global;
import io.github.clip4j.weights.PickleValue.Instance;
import io.github.clip4j.weights.PickleValue.Int;
import io.github.clip4j.weights.PickleValue.Items;
import io.github.clip4j.weights.PickleValue.Mapping;
import io.github.clip4j.weights.PickleValue.Storage;
import io.github.clip4j.weights.PickleValue.Tensor;
import io.github.clip4j.weights.PickleValue.Text;
import io.github.clip4j.weights.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that a pickle may mention and what each means here. A name outside this list ends the
 * reading at once, used or not.
 */
final class PickleGlobals {
  private static final int MAX_RANK = 8;

  private static final Map<String, DType> STORAGES =
      Map.ofEntries(
          Map.entry("torch.FloatStorage", DType.F32),
          Map.entry("torch.HalfStorage", DType.F16),
          Map.entry("torch.BFloat16Storage", DType.BF16),
          Map.entry("torch.DoubleStorage", DType.F64),
          Map.entry("torch.LongStorage", DType.I64),
          Map.entry("torch.IntStorage", DType.I32),
          Map.entry("torch.ShortStorage", DType.I16),
          Map.entry("torch.CharStorage", DType.I8),
          Map.entry("torch.ByteStorage", DType.U8),
          Map.entry("torch.BoolStorage", DType.BOOL));

  /** Devices that torch writes; the numbers are read into plain memory, wherever they were. */
  private static final Pattern LOCATION =
      Pattern.compile("(cpu|cuda|xpu|mps|hpu|npu|mtia|xla|privateuseone)(:\\d{1,4})?");

  /** Names that stand for themselves: types of elements, written beside training options. */
  private static final Set<String> PLAIN =
      Set.of(
          "torch.float32",
          "torch.float16",
          "torch.bfloat16",
          "torch.float64",
          "torch.int64",
          "torch.int32",
          "torch.int16",
          "torch.int8",
          "torch.uint8",
          "torch.bool",
          "collections.OrderedDict",
          "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_parameter",
          "torch.Size",
          "torch.device",
          "argparse.Namespace");

  private static final Set<String> TORCH_SCRIPT =
      Set.of(
          "torch.jit._pickle.restore_type_tag",
          "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.jit._pickle.build_tensorlist");

  private final boolean torchScript;
  private final PickleReader reader;

  PickleGlobals(boolean torchScript, PickleReader reader) {
    this.torchScript = torchScript;
    this.reader = reader;
  }

  Global find(String module, String name) throws ModelFormatException {
    String full = module + "." + name;
    boolean known =
        PLAIN.contains(full)
            || STORAGES.containsKey(full)
            || (torchScript && (TORCH_SCRIPT.contains(full) || isModule(full)));
    if (!known) {
      throw reader.refused(full);
    }
    return new Global(full);
  }

  private static boolean isModule(String name) {
    return name.startsWith("__torch__.");
  }

  /** A persistent id: {@code ('storage', torch.XStorage, key, location, elements)}. */
  Storage storage(PickleValue id) throws ModelFormatException {
    if (id instanceof Tuple t
        && t.items().size() == 5
        && t.items().get(0) instanceof Text kind
        && kind.value().equals("storage")
        && t.items().get(1) instanceof Global type
        && t.items().get(2) instanceof Text key
        && t.items().get(3) instanceof Text location
        && LOCATION.matcher(location.value()).matches()
        && t.items().get(4) instanceof Int elements
        && elements.value() >= 0) {
      DType dtype = STORAGES.get(type.name());
      if (dtype != null) {
        return new Storage(dtype, key.value(), elements.value());
      }
    }
    throw reader.corrupt("a persistent id is not a storage");
  }

  /** The call of a name from the list on arguments. */
  PickleValue reduce(PickleValue callee, PickleValue arguments) throws ModelFormatException {
    if (!(callee instanceof Global global)) {
      throw reader.corrupt("REDUCE of " + PickleReader.kind(callee));
    }
    if (!(arguments instanceof Tuple tuple)) {
      throw reader.corrupt("REDUCE of '" + global.name() + "' without a tuple");
    }
    List<PickleValue> args = tuple.items();
    switch (global.name()) {
      case "collections.OrderedDict" -> {
        return orderedDict(args);
      }
      case "torch._utils._rebuild_tensor_v2" -> {
        return tensor(args);
      }
      case "torch._utils._rebuild_parameter" -> {
        if (args.size() == 3 && args.get(0) instanceof Tensor tensor) {
          return tensor;
        }
      }
      case "torch.Size" -> {
        if (args.size() == 1 && args.get(0) instanceof Tuple size) {
          return size;
        }
      }
      case "torch.device" -> {
        return new Instance(global.name());
      }
      case "torch.jit._pickle.restore_type_tag" -> {
        if (args.size() == 2 && args.get(1) instanceof Text) {
          return args.get(0);
        }
      }
      case "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.jit._pickle.build_tensorlist" -> {
        if (args.size() == 1) {
          return args.get(0);
        }
      }
      default -> throw reader.refused(global.name());
    }
    throw reader.corrupt("'" + global.name() + "' is called with other arguments than it takes");
  }

  /** An object of a class that is only named here; what it is made from is kept as data. */
  Instance instance(PickleValue type, PickleValue arguments) throws ModelFormatException {
    if (!(type instanceof Global global)) {
      throw reader.corrupt("NEWOBJ of " + PickleReader.kind(type));
    }
    if (!isModule(global.name()) && !global.name().equals("argparse.Namespace")) {
      throw reader.refused(global.name());
    }
    if (!(arguments instanceof Tuple t) || !t.items().isEmpty()) {
      throw reader.corrupt("'" + global.name() + "' is made with arguments");
    }
    return new Instance(global.name());
  }

  private Mapping orderedDict(List<PickleValue> args) throws ModelFormatException {
    Mapping mapping = new Mapping();
    if (args.isEmpty()) {
      return mapping;
    }
    if (args.size() == 1 && args.get(0) instanceof Items pairs) {
      reader.count(pairs.items.size());
      for (PickleValue pair : pairs.items) {
        List<PickleValue> two =
            pair instanceof Tuple t ? t.items() : pair instanceof Items i ? i.items : List.of();
        if (two.size() != 2 || !(two.get(0) instanceof Text)) {
          throw reader.corrupt("an OrderedDict is made of other than pairs");
        }
        mapping.keys.add(two.get(0));
        mapping.values.add(two.get(1));
      }
      return mapping;
    }
    throw reader.corrupt("an OrderedDict is made of other than a list of pairs");
  }

  private Tensor tensor(List<PickleValue> args) throws ModelFormatException {
    if (args.size() < 6
        || args.size() > 7
        || !(args.get(0) instanceof Storage storage)
        || !(args.get(1) instanceof Int offset)
        || !(args.get(2) instanceof Tuple size)
        || !(args.get(3) instanceof Tuple stride)) {
      throw reader.corrupt("_rebuild_tensor_v2 is called with other arguments than it takes");
    }
    if (size.items().size() > MAX_RANK) {
      throw reader.fault(
          "PK_TENSOR_BOUNDS",
          "a tensor of " + size.items().size() + " dimensions, at most " + MAX_RANK);
    }
    if (size.items().size() != stride.items().size()) {
      throw reader.fault(
          "PK_TENSOR_BOUNDS",
          size.items().size() + " sizes of a tensor, but " + stride.items().size() + " strides");
    }
    List<Long> shape = integers(size);
    List<Long> strides = integers(stride);
    checkBounds(storage, offset.value(), shape, strides);
    return new Tensor(storage, offset.value(), shape, strides);
  }

  private List<Long> integers(Tuple tuple) throws ModelFormatException {
    List<Long> values = new ArrayList<>();
    for (PickleValue item : tuple.items()) {
      if (!(item instanceof Int i)) {
        throw reader.corrupt("a size or stride is " + PickleReader.kind(item));
      }
      values.add(i.value());
    }
    return List.copyOf(values);
  }

  private void checkBounds(Storage storage, long offset, List<Long> shape, List<Long> strides)
      throws ModelFormatException {
    boolean fits = offset >= 0;
    try {
      long elements = 1;
      long last = offset;
      boolean empty = false;
      for (int i = 0; fits && i < shape.size(); i++) {
        long n = shape.get(i);
        long step = strides.get(i);
        fits = n >= 0 && step >= 0;
        empty |= n == 0;
        elements = Math.multiplyExact(elements, n);
        last = Math.addExact(last, Math.multiplyExact(Math.max(n - 1, 0), step));
      }
      fits &= elements <= storage.elements();
      fits &= empty ? offset <= storage.elements() : last < storage.elements();
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw reader.fault(
          "PK_TENSOR_BOUNDS",
          "a tensor of shape "
              + shape
              + ", strides "
              + strides
              + " and offset "
              + offset
              + " does not lie in its storage of "
              + storage.elements()
              + " elements");
    }
  }
}
