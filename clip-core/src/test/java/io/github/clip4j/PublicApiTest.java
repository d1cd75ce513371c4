package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.clip4j.hub.HubSettings;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.translate.ImageTranslator;
import io.github.clip4j.translate.ModuleMethod;
import io.github.clip4j.translate.TextTranslator;
import io.github.clip4j.vector.ExactIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is public is so on purpose: exported, documented since when, and strict about null. */
class PublicApiTest {
  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java"), Path.of("../clip-tokenizer/src/main/java"));

  /** Packages that the library's own packages share, and users do not get. */
  private static final Set<String> HIDDEN =
      Set.of("io.github.clip4j.json", "io.github.clip4j.torchscript");

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

  /** One object of each type whose methods take objects, as far as none needs an engine. */
  private static final List<Object> INSTANCES =
      List.of(
          Embedding.of(1, 2),
          ClipModel.builder(),
          ClipTokenizer.openClip(),
          ClipTokenizer.builder(),
          PreprocessConfig.openClip(32),
          new ImagePreprocessor(PreprocessConfig.openClip(32)),
          HubSettings.fromEnvironment(),
          ExactIndex.builder(2),
          ModuleMethod.FORWARD,
          new TextTranslator(ClipTokenizer.openClip()),
          ImageTranslator.ofFiles(new ImagePreprocessor(PreprocessConfig.openClip(32))));

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

  @Test
  @DisplayName("null is refused by public methods and constructors, in words of our own")
  void nullIsRefused() {
    List<String> faults = new ArrayList<>();
    for (JavaClass javaClass : PUBLIC_CLASSES) {
      Class<?> type = javaClass.reflect();
      // An exception with a missing message is better than an exception about that.
      boolean lenient = Throwable.class.isAssignableFrom(type);
      if (HIDDEN.contains(type.getPackageName()) || type.isInterface() || lenient) {
        continue;
      }
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isStatic(method.getModifiers())) {
          check(null, method, faults);
        }
      }
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        check(null, constructor, faults);
      }
    }
    for (Object object : INSTANCES) {
      for (Method method : object.getClass().getDeclaredMethods()) {
        if (!Modifier.isStatic(method.getModifiers()) && !method.getName().equals("equals")) {
          check(object, method, faults);
        }
      }
    }

    assertThat(faults).as("null is taken, or refused without the parameter's name").isEmpty();
  }

  private static void check(@Nullable Object target, Executable callable, List<String> faults) {
    boolean isPublic = Modifier.isPublic(callable.getModifiers());
    if (!isPublic || callable.isSynthetic() || callable.getDeclaringClass().isEnum()) {
      return;
    }
    Parameter[] parameters = callable.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      boolean mayBeNull =
          parameters[i].getType().isPrimitive()
              || parameters[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (mayBeNull) {
        continue;
      }
      Object[] arguments = Arrays.stream(parameters).map(PublicApiTest::some).toArray();
      boolean fillable = true;
      for (int j = 0; j < arguments.length; j++) {
        fillable &= j == i || arguments[j] != null || mayBeNull(parameters[j]);
      }
      if (!fillable) {
        continue;
      }
      arguments[i] = null;
      String told = call(target, callable, arguments, parameters[i].getName());
      if (!told.isEmpty()) {
        faults.add(callable + ", parameter " + parameters[i].getName() + ": " + told);
      }
    }
  }

  private static boolean mayBeNull(Parameter parameter) {
    return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** What is wrong with the answer; empty if null is refused in words of our own. */
  private static String call(
      @Nullable Object target, Executable callable, Object[] arguments, String name) {
    try {
      Object result =
          callable instanceof Method method
              ? method.invoke(target, arguments)
              : ((Constructor<?>) callable).newInstance(arguments);
      return "taken, gives " + (result == null ? "null" : result.getClass().getSimpleName());
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      boolean expected =
          cause instanceof NullPointerException || cause instanceof IllegalArgumentException;
      String message = String.valueOf(cause.getMessage());
      boolean own =
          !message.equals("null")
              && (!message.contains("Cannot invoke")
                  || message.contains("\"" + name + "\" is null"));
      return expected && own ? "" : String.valueOf(cause);
    } catch (ReflectiveOperationException e) {
      return String.valueOf(e);
    }
  }

  /** A value of the parameter's type that is harmless, or null if the test knows none. */
  private static @Nullable Object some(Parameter parameter) {
    Class<?> type = parameter.getType();
    if (type == int.class || type == short.class || type == byte.class) {
      return 1;
    } else if (type == long.class) {
      return 1L;
    } else if (type == float.class) {
      return 1f;
    } else if (type == double.class) {
      return 1d;
    } else if (type == boolean.class) {
      return true;
    } else if (type == String.class) {
      return "a";
    } else if (type == Path.class) {
      return Path.of("target/nothing-here");
    } else if (type == List.class) {
      return List.of();
    } else if (type == float[].class) {
      return new float[] {1};
    } else if (type == float[][].class) {
      return new float[][] {{1}};
    } else if (type == byte[].class) {
      return new byte[] {1};
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return null;
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
