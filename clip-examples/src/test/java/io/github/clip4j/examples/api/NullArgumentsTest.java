package io.github.clip4j.examples.api;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.translate.TranslatorContext;
import io.github.clip4j.search.FlatVectors;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every public method and constructor of every published module is called with null for each
 * parameter that does not say {@code @Nullable}, the others being harmless.
 */
class NullArgumentsTest {
  @TempDir static Path folder;
  private static Samples samples;

  private final List<String> faults = new ArrayList<>();
  private int calls;

  @BeforeAll
  static void samples() throws IOException {
    samples = new Samples(folder);
  }

  @AfterAll
  static void close() throws IOException {
    samples.close();
  }

  @Test
  @DisplayName("null is refused by everything public, with the parameter's name")
  void nullIsRefused() throws Exception {
    for (Class<?> type : PublicTypes.all()) {
      // An exception with a missing message is better than an exception about that; and
      // FlatVectors is public for Lucene alone, which finds it as a service.
      if (Throwable.class.isAssignableFrom(type) || type == FlatVectors.class) {
        continue;
      }
      for (Constructor<?> constructor : type.getConstructors()) {
        check(type, constructor);
      }
      for (Method method : type.getDeclaredMethods()) {
        boolean enumOwn = type.isEnum() && method.getName().equals("valueOf");
        boolean callable = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic();
        if (callable && !enumOwn && !method.getName().equals("equals")) {
          check(type, method);
        }
      }
    }

    assertThat(faults).as("null is taken, or refused without the parameter's name").isEmpty();
    assertThat(calls).isGreaterThan(300);
  }

  private void check(Class<?> type, Executable callable) {
    Parameter[] parameters = callable.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (mayBeNull(parameters[i])) {
        continue;
      }
      String call = callable + ", parameter " + parameters[i].getName() + ": ";
      Object target = null;
      if (callable instanceof Method && !Modifier.isStatic(callable.getModifiers())) {
        target = samples.of(type);
        if (target == null) {
          faults.add(call + "the test has no sample of " + type.getName());
          continue;
        }
      }
      Object[] arguments = new Object[parameters.length];
      boolean complete = true;
      for (int j = 0; j < arguments.length; j++) {
        if (j != i) {
          arguments[j] = samples.of(parameters[j].getType());
          if (arguments[j] == null && !mayBeNull(parameters[j])) {
            faults.add(call + "the test has no sample of " + parameters[j].getType().getName());
            complete = false;
          }
        }
      }
      if (complete) {
        calls++;
        String told = answer(target, callable, arguments, parameters[i].getName());
        if (!told.isEmpty()) {
          faults.add(call + told);
        }
      }
    }
  }

  /**
   * A record's "with" methods take {@code newMean} and are refused by the record's {@code mean}.
   */
  private static boolean names(@Nullable String message, String parameter) {
    return message != null
        && (message.contains(parameter) || parameter.equalsIgnoreCase("new" + message));
  }

  /** DJL's own context is DJL's business. */
  private static boolean mayBeNull(Parameter parameter) {
    return parameter.getType().isPrimitive()
        || parameter.getType() == TranslatorContext.class
        || parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** What is wrong with the answer; empty if null is refused with the parameter's name. */
  private static String answer(
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
      return expected && names(cause.getMessage(), name) ? "" : cause.toString();
    } catch (ReflectiveOperationException e) {
      return e.toString();
    }
  }
}
