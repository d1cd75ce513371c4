package io.github.clip4j.examples.api;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The public types of the published modules, as they were compiled. */
final class PublicTypes {
  private static final List<String> MODULES = List.of("clip-tokenizer", "clip-core", "clip-search");

  /** Not exported. */
  private static final Set<String> HIDDEN =
      Set.of("io.github.clip4j.files", "io.github.clip4j.json", "io.github.clip4j.torchscript");

  private PublicTypes() {}

  static List<Class<?>> all() throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    for (String module : MODULES) {
      Path classes = Path.of("..", module, "target", "classes");
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          String name = classes.relativize(file).toString().replace('\\', '/');
          if (name.endsWith(".class") && !name.endsWith("-info.class")) {
            String binary = name.substring(0, name.length() - ".class".length()).replace('/', '.');
            Class<?> type = Class.forName(binary, false, PublicTypes.class.getClassLoader());
            if (isPublic(type) && !HIDDEN.contains(type.getPackageName())) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }

  private static boolean isPublic(Class<?> type) {
    for (Class<?> t = type; t != null; t = t.getEnclosingClass()) {
      if (!Modifier.isPublic(t.getModifiers()) || t.isAnonymousClass() || t.isLocalClass()) {
        return false;
      }
    }
    return true;
  }
}
