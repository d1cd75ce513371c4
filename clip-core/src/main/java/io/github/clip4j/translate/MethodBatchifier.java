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

  private final ModuleMethod method;

  MethodBatchifier(ModuleMethod method) {
    this.method = method;
  }

  @Override
  public NDList batchify(NDList[] inputs) {
    NDManager manager = inputs[0].head().getManager();
    NDArray batch =
        method == ModuleMethod.ENCODE_TEXT
            ? paddedRows(inputs, manager)
            : Batchifier.STACK.batchify(inputs).head();
    return method.call(manager, batch);
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
