package io.github.clip4j.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import java.util.Arrays;

/**
 * Stacks single inputs to one tensor, names the method to run, and takes the output apart again.
 * Rows of ids of different length are padded with zero to the longest.
 */
final class MethodBatchifier implements Batchifier {
  private static final long serialVersionUID = 1L;

  // Batchifier is serializable by inheritance; a name is all there is to keep.
  private final String method;
  private final boolean padRows;
  private final boolean masked;

  /**
   * Creates the batchifier.
   *
   * @param padRows whether inputs are rows of ids of any length, else they are of one shape
   * @param masked whether a mask follows the rows: one where a row has an id, zero where it is
   *     padded
   */
  MethodBatchifier(ModuleMethod method, boolean padRows, boolean masked) {
    this.method = method.name();
    this.padRows = padRows;
    this.masked = masked;
  }

  @Override
  public NDList batchify(NDList[] inputs) {
    NDManager manager = inputs[0].head().getManager();
    ModuleMethod called = new ModuleMethod(method);
    if (!padRows) {
      return called.call(manager, Batchifier.STACK.batchify(inputs).head());
    }
    long[][] rows = rows(inputs);
    NDArray batch = padded(rows, manager);
    return masked ? called.call(manager, batch, mask(rows, manager)) : called.call(manager, batch);
  }

  private static NDArray mask(long[][] rows, NDManager manager) {
    long[][] ones = new long[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      ones[i] = new long[rows[i].length];
      Arrays.fill(ones[i], 1);
    }
    return padded(ones, manager);
  }

  private static long[][] rows(NDList[] inputs) {
    long[][] rows = new long[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      rows[i] = inputs[i].head().toLongArray();
    }
    return rows;
  }

  private static NDArray padded(long[][] rows, NDManager manager) {
    int longest = Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
    long[] flat = new long[Math.multiplyExact(rows.length, longest)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * longest, rows[i].length);
    }
    return manager.create(flat, new Shape(rows.length, longest));
  }

  @Override
  public NDList[] unbatchify(NDList output) {
    return Batchifier.STACK.unbatchify(output);
  }

  @Override
  public NDList[] split(NDList list, int numOfSlices, boolean evenSplit) {
    return Batchifier.STACK.split(list, numOfSlices, evenSplit);
  }
}
