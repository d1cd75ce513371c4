package io.github.clip4j.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Which method of a TorchScript archive a call runs. DJL takes the name from an extra array that
 * follows the inputs and is called {@code module_method:NAME}; its contents are not looked at.
 */
public enum ModuleMethod {
  /** {@code encode_image}. */
  ENCODE_IMAGE("encode_image"),
  /** {@code encode_text}. */
  ENCODE_TEXT("encode_text"),
  /** {@code forward}: for archives that hold one tower only. */
  FORWARD("forward");

  private static final String PREFIX = "module_method:";

  private final String methodName;

  ModuleMethod(String methodName) {
    this.methodName = methodName;
  }

  /** The method's name in the archive. */
  public String methodName() {
    return methodName;
  }

  /** The inputs of a call of this method on one tensor. */
  NDList call(NDManager manager, NDArray input) {
    NDList inputs = new NDList(input);
    if (this != FORWARD) {
      NDArray marker = manager.create(0);
      marker.setName(PREFIX + methodName);
      inputs.add(marker);
    }
    return inputs;
  }
}
