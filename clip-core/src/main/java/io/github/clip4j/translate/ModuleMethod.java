package io.github.clip4j.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Objects;

/**
 * Which method of a TorchScript archive a call runs. DJL takes the name from an extra array that
 * follows the inputs and is called {@code module_method:NAME}; its contents are not looked at.
 *
 * @param name the method's name in the archive; {@code forward} is what runs without any name
 * @since 0.1.0
 */
public record ModuleMethod(String name) {
  /** {@code encode_image}, as open_clip's models and this library's archives have it. */
  public static final ModuleMethod ENCODE_IMAGE = new ModuleMethod("encode_image");

  /** {@code encode_text}, as open_clip's models and this library's archives have it. */
  public static final ModuleMethod ENCODE_TEXT = new ModuleMethod("encode_text");

  /** {@code get_image_features}, as transformers' {@code CLIPModel} has it. */
  public static final ModuleMethod GET_IMAGE_FEATURES = new ModuleMethod("get_image_features");

  /** {@code get_text_features}, as transformers' {@code CLIPModel} has it. */
  public static final ModuleMethod GET_TEXT_FEATURES = new ModuleMethod("get_text_features");

  /** {@code forward}: for archives that hold one tower only. */
  public static final ModuleMethod FORWARD = new ModuleMethod("forward");

  private static final String PREFIX = "module_method:";

  /**
   * Checks the name.
   *
   * @param name the method's name in the archive
   * @throws IllegalArgumentException if it is not a Python identifier: a dot in an array's name
   *     would mean something else to DJL
   */
  public ModuleMethod {
    Objects.requireNonNull(name, "name");
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException("not a method's name: " + name);
    }
  }

  /** The inputs of a call of this method on these tensors. */
  NDList call(NDManager manager, NDArray... tensors) {
    NDList inputs = new NDList(tensors);
    if (!equals(FORWARD)) {
      NDArray marker = manager.create(0);
      marker.setName(PREFIX + name);
      inputs.add(marker);
    }
    return inputs;
  }
}
