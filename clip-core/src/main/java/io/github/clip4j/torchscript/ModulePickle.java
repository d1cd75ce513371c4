package io.github.clip4j.torchscript;

import io.github.clip4j.weights.DType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes {@code data.pkl}: the module tree in pickle protocol 2, as libtorch's unpickler reads it.
 * A module is {@code NEWOBJ} of its class with a dictionary of attributes for {@code BUILD}, or a
 * tuple where the class has {@code __setstate__}; a tensor is {@code
 * torch._utils._rebuild_tensor_v2} on a persistent id that names its storage, the entry {@code
 * data/N}. Nothing is shared, so no memo is needed.
 */
final class ModulePickle {
  private static final int EMPTY_DICT = '}';
  private static final int MARK = '(';
  private static final int EMPTY_TUPLE = ')';
  private static final int TUPLE = 't';
  private static final int REDUCE = 'R';
  private static final int BUILD = 'b';
  private static final int SETITEMS = 'u';
  private static final int STOP = '.';
  private static final int GLOBAL = 'c';
  private static final int BINPERSID = 'Q';
  private static final int BINUNICODE = 'X';
  private static final int BININT = 'J';
  private static final int BININT1 = 'K';
  private static final int PROTO = 0x80;
  private static final int NEWOBJ = 0x81;
  private static final int NEWFALSE = 0x89;
  private static final int LONG1 = 0x8a;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<ArchiveTensor> storages = new ArrayList<>();

  private ModulePickle() {}

  static ModulePickle of(ArchiveModule root) {
    ModulePickle pickle = new ModulePickle();
    pickle.out.write(PROTO);
    pickle.out.write(2);
    pickle.module(root);
    pickle.out.write(STOP);
    return pickle;
  }

  /** The pickle's bytes. */
  byte[] bytes() {
    return out.toByteArray();
  }

  /** The tensors in the order of their storages {@code data/0, data/1…}. */
  List<ArchiveTensor> storages() {
    return Collections.unmodifiableList(storages);
  }

  private void module(ArchiveModule module) {
    int dot = module.className().lastIndexOf('.');
    global(module.className().substring(0, dot), module.className().substring(dot + 1));
    out.write(EMPTY_TUPLE);
    out.write(NEWOBJ);
    if (!module.state().isEmpty()) {
      out.write(MARK);
      module.state().forEach(this::tensor);
      out.write(NEWFALSE); // training
      out.write(TUPLE);
      out.write(BUILD);
      return;
    }
    out.write(EMPTY_DICT);
    out.write(MARK);
    module
        .tensors()
        .forEach(
            (name, tensor) -> {
              unicode(name);
              tensor(tensor);
            });
    unicode("training");
    out.write(NEWFALSE);
    module
        .children()
        .forEach(
            (name, child) -> {
              unicode(name);
              module(child);
            });
    out.write(SETITEMS);
    out.write(BUILD);
  }

  private void tensor(ArchiveTensor tensor) {
    int key = storages.size();
    storages.add(tensor);
    global("torch._utils", "_rebuild_tensor_v2");
    out.write(MARK);
    out.write(MARK);
    unicode("storage");
    global("torch", storage(tensor.dtype()));
    unicode(Integer.toString(key));
    unicode("cpu");
    integer(tensor.count());
    out.write(TUPLE);
    out.write(BINPERSID);
    integer(0);
    integers(tensor.shape());
    integers(rowMajorStrides(tensor.shape()));
    out.write(NEWFALSE); // requires_grad
    global("collections", "OrderedDict");
    out.write(EMPTY_TUPLE);
    out.write(REDUCE);
    out.write(TUPLE);
    out.write(REDUCE);
  }

  private static String storage(DType dtype) {
    return switch (dtype) {
      case F32 -> "FloatStorage";
      case F16 -> "HalfStorage";
      case BF16 -> "BFloat16Storage";
      case I8 -> "CharStorage";
      default -> throw new IllegalArgumentException("no storage for " + dtype);
    };
  }

  private static List<Long> rowMajorStrides(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride = Math.multiplyExact(stride, shape.get(i));
    }
    return List.of(strides);
  }

  private void integers(List<Long> values) {
    out.write(MARK);
    values.forEach(this::integer);
    out.write(TUPLE);
  }

  private void integer(long value) {
    if (value >= 0 && value < 256) {
      out.write(BININT1);
      out.write((int) value);
    } else if (value == (int) value) {
      out.write(BININT);
      littleEndian(value, 4);
    } else {
      out.write(LONG1);
      out.write(8);
      littleEndian(value, 8);
    }
  }

  private void unicode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(BINUNICODE);
    littleEndian(bytes.length, 4);
    out.writeBytes(bytes);
  }

  private void global(String module, String name) {
    out.write(GLOBAL);
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
