package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is public is so on purpose: exported, and documented since when. */
class PublicApiTest {
  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java"), Path.of("../clip-tokenizer/src/main/java"));

  /** Packages that the library's own packages share, and users do not get. */
  private static final Set<String> HIDDEN =
      Set.of("io.github.clip4j.files", "io.github.clip4j.json", "io.github.clip4j.torchscript");

  private static final List<JavaClass> PUBLIC_CLASSES =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("io.github.clip4j")
              .stream()
              .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
              .filter(type -> !type.getSimpleName().isEmpty())
              .filter(
                  type ->
                      type.getEnclosingClass()
                          .map(outer -> outer.getModifiers().contains(JavaModifier.PUBLIC))
                          .orElse(true))
              .toList();

  @Test
  @DisplayName("a package with public types is exported, or on the list of hidden ones")
  void exportedPackages() throws IOException {
    ModuleDescriptor module;
    try (var in = Files.newInputStream(Path.of("target/classes/module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    Set<String> packages =
        PUBLIC_CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    packages.removeAll(HIDDEN);
    packages.remove("io.github.clip4j.tokenizer"); // a module of its own

    assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
        .containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  @DisplayName("each public type says since which version it is there")
  void since() {
    List<String> without = new ArrayList<>();
    for (JavaClass type : PUBLIC_CLASSES) {
      if (!HIDDEN.contains(type.getPackageName()) && type.getEnclosingClass().isEmpty()) {
        if (!source(type).contains(" * @since ")) {
          without.add(type.getName());
        }
      }
    }

    assertThat(without).as("public types whose Javadoc lacks '@since 0.1.0'").isEmpty();
  }

  private static String source(JavaClass type) {
    String file = type.getName().replace('.', '/') + ".java";
    try {
      for (Path root : SOURCES) {
        if (Files.exists(root.resolve(file))) {
          return Files.readString(root.resolve(file));
        }
      }
      throw new AssertionError("no source of " + type.getName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All names, sorted: what a reader of a failing build wants to see. */
  @Test
  @DisplayName("public types are found")
  void found() {
    assertThat(new TreeSet<>(PUBLIC_CLASSES.stream().map(JavaClass::getSimpleName).toList()))
        .contains("ClipModel", "Embedding", "VectorMath", "HubClient")
        .hasSizeGreaterThan(40);
  }
}
