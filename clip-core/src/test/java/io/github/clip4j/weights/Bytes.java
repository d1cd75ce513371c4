package io.github.clip4j.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Little-endian bytes put together by hand, for files that no writer would write. */
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes u8(int... values) {
    for (int v : values) {
      out.write(v);
    }
    return this;
  }

  Bytes u16(int v) {
    return u8(v & 0xFF, v >>> 8 & 0xFF);
  }

  Bytes u32(long v) {
    return u16((int) (v & 0xFFFF)).u16((int) (v >>> 16 & 0xFFFF));
  }

  Bytes u64(long v) {
    return u32(v & 0xFFFFFFFFL).u32(v >>> 32);
  }

  Bytes text(String s) {
    return raw(s.getBytes(StandardCharsets.UTF_8));
  }

  Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] toArray() {
    return out.toByteArray();
  }

  static byte[] floats(float... values) {
    ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      b.putFloat(v);
    }
    return b.array();
  }

  /** A safetensors file of this header and {@code dataBytes} zero bytes. */
  static byte[] safetensors(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return new Bytes().u64(json.length).raw(json).raw(new byte[dataBytes]).toArray();
  }
}
