package io.github.clip4j.torchscript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A module object of the archive: the name of its class, and either its tensors and submodules or
 * the tensors that its {@code __setstate__} takes.
 */
final class ArchiveModule {
  private final String className;
  private final Map<String, ArchiveTensor> tensors = new LinkedHashMap<>();
  private final List<ArchiveTensor> state = new ArrayList<>();
  private final Map<String, ArchiveModule> children = new LinkedHashMap<>();

  /**
   * Creates a module without attributes.
   *
   * @param className dotted, such as {@code __torch__.clip4j.text.Block}
   */
  ArchiveModule(String className) {
    this.className = className;
  }

  ArchiveModule tensor(String name, ArchiveTensor tensor) {
    tensors.put(name, tensor);
    return this;
  }

  ArchiveModule child(String name, ArchiveModule module) {
    children.put(name, module);
    return this;
  }

  /** Adds a tensor to the tuple that {@code __setstate__} takes. */
  ArchiveModule state(ArchiveTensor tensor) {
    state.add(tensor);
    return this;
  }

  /** What {@code __setstate__} takes before the training flag; empty for a plain module. */
  List<ArchiveTensor> state() {
    return state;
  }

  String className() {
    return className;
  }

  Map<String, ArchiveTensor> tensors() {
    return tensors;
  }

  Map<String, ArchiveModule> children() {
    return children;
  }
}
