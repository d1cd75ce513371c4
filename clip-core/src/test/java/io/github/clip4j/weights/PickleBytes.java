package io.github.clip4j.weights;

import java.nio.charset.StandardCharsets;

/** Writes pickle opcodes one by one. */
final class PickleBytes {
  private final Bytes out = new Bytes();

  static PickleBytes protocol2() {
    return new PickleBytes().op(0x80, 2);
  }

  PickleBytes op(int... bytes) {
    out.u8(bytes);
    return this;
  }

  PickleBytes global(String module, String name) {
    out.text("c" + module + "\n" + name + "\n");
    return this;
  }

  PickleBytes text(String s) {
    byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
    out.u8('X').u32(bytes.length).raw(bytes);
    return this;
  }

  PickleBytes integer(int v) {
    out.u8('J').u32(v & 0xFFFFFFFFL);
    return this;
  }

  /** A tuple of integers. */
  PickleBytes tuple(int... values) {
    out.u8('(');
    for (int v : values) {
      integer(v);
    }
    out.u8('t');
    return this;
  }

  /** A float tensor that views record {@code data/key}. */
  PickleBytes tensor(String key, int elements, int offset, int[] shape, int[] strides) {
    return tensor("cpu", key, elements, offset, shape, strides);
  }

  /** The same from another device. */
  PickleBytes tensor(
      String location, String key, int elements, int offset, int[] shape, int[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(', '(').text("storage");
    global("torch", "FloatStorage").text(key).text(location).integer(elements).op('t', 'Q');
    integer(offset).tuple(shape).tuple(strides).op(0x89);
    return global("collections", "OrderedDict").op(')', 'R', 't', 'R');
  }

  byte[] stop() {
    return out.u8('.').toArray();
  }

  byte[] unfinished() {
    return out.toArray();
  }
}
