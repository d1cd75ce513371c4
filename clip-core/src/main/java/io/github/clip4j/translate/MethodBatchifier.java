package io.github.clip4j.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;

/**
 * Stacks single inputs to one tensor, names the method to run, and takes the output apart again.
 * Rows of ids of different length are padded with zero to the longest.
 */
final class MethodBatchifier implements Batchifier {
  private static final long serialVersionUID = 1L;

  // Batchifier is serializable by inheritance; a name is all there is to keep.
  private final String method;
  private final boolean padRows;

  /**
   * Creates the batchifier.
   *
   * @param padRows whether inputs are rows of ids of any length, else they are of one shape
   */
  MethodBatchifier(ModuleMethod method, boolean padRows) {
    this.method = method.name();
    this.padRows = padRows;
  }

  @Override
  public NDList batchify(NDList[] inputs) {
    NDManager manager = inputs[0].head().getManager();
    NDArray batch =
        padRows ? paddedRows(inputs, manager) : Batchifier.STACK.batchify(inputs).head();
    return new ModuleMethod(method).call(manager, batch);
  }

  private static NDArray paddedRows(NDList[] inputs, NDManager manager) {
    long[][] rows = new long[inputs.length][];
    int longest = 0;
    for (int i = 0; i < inputs.length; i++) {
      rows[i] = inputs[i].head().toLongArray();
      longest = Math.max(longest, rows[i].length);
    }
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
