package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static int survives(Path file, byte[] bytes, String what) throws IOException {
    Files.write(file, bytes);
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
