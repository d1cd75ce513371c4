package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Every small damage to a file: each cut, and each byte set to each of some values. */
final class Mutations {
  private Mutations() {}

  /**
   * Opens and reads every mutant. Anything but success or a {@link ModelFormatException} fails.
   *
   * @return how many mutants were read without complaint
   */
  static int survivors(Path file, byte[] good) throws IOException {
    int survivors = 0;
    for (int length = 0; length < good.length; length++) {
      survivors += survives(file, Arrays.copyOf(good, length), "cut at " + length);
    }
    byte[] bytes = good.clone();
    for (int at = 0; at < good.length; at++) {
      int old = good[at] & 0xFF;
      for (int value : new int[] {old ^ 1, old ^ 0x80, 0, 0xFF, old + 1, old - 1}) {
        bytes[at] = (byte) value;
        survivors += survives(file, bytes, "byte " + at + " = " + (value & 0xFF));
      }
      bytes[at] = good[at];
    }
    return survivors;
  }

  /**
   * As {@link #survivors}, with every other value of every byte.
   *
   * @param guarded whether checksums cover the tensors, so that what is read must be unchanged
   * @return mutants read without complaint, of 255 for each byte
   */
  static int exhaustive(Path file, byte[] good, boolean guarded) throws IOException {
    Files.write(file, good);
    String contents = contents(file);
    int survivors = 0;
    for (int at = 0; at < good.length; at++) {
      for (int change = 1; change < 256; change++) {
        String what = "byte " + at + " = " + ((good[at] ^ change) & 0xFF);
        put(file, at, good[at] ^ change);
        if (opens(file, what) == 1) {
          survivors++;
          if (guarded && !contents(file).equals(contents)) {
            throw new AssertionError(what + " is read as " + contents(file));
          }
        }
      }
      put(file, at, good[at]);
    }
    return survivors;
  }

  private static String contents(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (WeightFile weights = WeightReader.open(file)) {
      for (TensorInfo info : weights.tensors().values()) {
        float[] values = new float[(int) info.elements()];
        weights.readFloats(info.name(), 0, values, 0, values.length);
        text.append(info).append(Arrays.toString(values));
      }
    }
    return text.toString();
  }

  private static void put(Path file, long at, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
    }
  }

  private static int survives(Path file, byte[] bytes, String what) throws IOException {
    Files.write(file, bytes);
    return opens(file, what);
  }

  private static int opens(Path file, String what) {
    try {
      Refusal.readAll(file);
      return 1;
    } catch (ModelFormatException e) {
      return 0;
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(what + " gives " + e, e);
    }
  }
}
