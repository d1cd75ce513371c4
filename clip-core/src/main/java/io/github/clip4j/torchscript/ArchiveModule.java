package io.github.clip4j.torchscript;

import java.util.LinkedHashMap;
import java.util.Map;

/** A module object of the archive: the name of its class, its tensors and its submodules. */
final class ArchiveModule {
  private final String className;
  private final Map<String, ArchiveTensor> tensors = new LinkedHashMap<>();
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
