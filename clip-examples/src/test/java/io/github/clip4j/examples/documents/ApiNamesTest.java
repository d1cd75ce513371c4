package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Types and methods that the documents name within a line exist, tests and benchmarks among them.
 */
class ApiNamesTest {
  private static final List<String> CLASSES =
      List.of(
          "clip-tokenizer/target/classes",
          "clip-core/target/classes",
          "clip-search/target/classes",
          "clip-examples/target/classes",
          "clip-examples/target/test-classes");

  /** Types of the programs that we are compared with, of DJL, Java and the models. */
  private static final Set<String> OTHERS =
      Set.of(
          "SimpleTokenizer",
          "HuggingFaceTokenizer",
          "NoopTranslator",
          "NullPointerException",
          "IllegalArgumentException");

  private static final Pattern TYPE = Pattern.compile("(?:new )?([A-Z]\\w*(?:\\.[A-Z]\\w*)*)(.*)");
  private static final Pattern MEMBER = Pattern.compile("\\G\\.([a-zA-Z]\\w*)(?:\\([^()]*\\))?");

  /** Codes of our exceptions, as they are written in the sources. */
  private static final Pattern CODE =
      Pattern.compile("\"((?:ST|PT|PK|CFG|MODEL|W|TS|IMG|HUB|IDX|ENGINE)_[A-Z_]+)\"");

  private static final Pattern CONSTANT =
      Pattern.compile("\\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\\b|\\bclip4j\\.[a-z]\\w*(?:\\.\\w+)*");

  private static final List<String> SOURCES =
      List.of(
          "clip-tokenizer/src",
          "clip-core/src",
          "clip-search/src",
          "clip-examples/src",
          "clip-benchmarks/src",
          "tools");

  /** Variables of PyTorch. */
  private static final Set<String> OTHERS_VARIABLES = Set.of("THP_MEM_ALLOC_ENABLE");

  private final Map<String, Class<?>> types = types();

  @Test
  @DisplayName("each type and each method that a line names exists")
  void names() throws IOException {
    Set<String> sources = sources();
    for (Document document : Document.all()) {
      for (Document.Span span : document.spans()) {
        Matcher name = TYPE.matcher(span.text());
        if (!name.matches()) {
          continue;
        }
        String known = longestKnown(name.group(1));
        if (!known.isEmpty()) {
          String chain = name.group(1).substring(known.length()) + name.group(2);
          members(span, types.get(known), chain);
        } else if (span.text().matches("([A-Z][a-z0-9]+){2,}(\\.\\w+)?")) {
          String first = span.text().replaceAll("\\..*", "");
          assertThat(sources.contains(first) || OTHERS.contains(first))
              .as("%s: nothing is called %s", span.where(), span.text())
              .isTrue();
        }
      }
    }
  }

  @Test
  @DisplayName("each code of an error stands in a document")
  void codesAreExplained() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (String text : texts(List.of("clip-core/src/main/java", "clip-search/src/main/java"))) {
      CODE.matcher(text).results().forEach(code -> codes.add(code.group(1)));
    }
    Set<String> shown = new TreeSet<>();
    Document.all().forEach(one -> one.spans().forEach(span -> shown.add(span.text())));

    assertThat(codes).hasSizeGreaterThan(50);
    assertThat(shown).as("code in README and docs").containsAll(codes);
  }

  @Test
  @DisplayName("each code, environment variable and property that a line names is in the sources")
  void constants() throws IOException {
    String sources = String.join("\n", texts(SOURCES));
    for (Document document : Document.all()) {
      for (Document.Span span : document.spans()) {
        for (MatchResult name : CONSTANT.matcher(span.text()).results().toList()) {
          assertThat(sources.contains(name.group()) || OTHERS_VARIABLES.contains(name.group()))
              .as("%s: no source knows %s", span.where(), name.group())
              .isTrue();
        }
      }
    }
  }

  private static List<String> texts(List<String> folders) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(Document.ROOT.resolve(folder))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (file.toString().matches(".*(\\.java|\\.py|\\.sh|bin.clip)")) {
            texts.add(Files.readString(file));
          }
        }
      }
    }
    return texts;
  }

  /** {@code ClipModel} of {@code ClipModel.MAX}, {@code TopK.Hit} of itself. */
  private String longestKnown(String name) {
    for (String part = name; !part.isEmpty(); ) {
      if (types.containsKey(part)) {
        return part;
      }
      part = part.substring(0, Math.max(0, part.lastIndexOf('.')));
    }
    return "";
  }

  /** {@code .builder().device(...)} behind a type. */
  private static void members(Document.Span span, Class<?> type, String chain) {
    Class<?> owner = type;
    for (MatchResult member : MEMBER.matcher(chain).results().toList()) {
      Optional<Class<?>> next = member(owner, member.group(1));
      assertThat(next)
          .as("%s: %s has no %s", span.where(), owner.getSimpleName(), member.group(1))
          .isPresent();
      owner = next.orElseThrow();
    }
  }

  private static Optional<Class<?>> member(Class<?> type, String name) {
    for (Class<?> t = type; t != null; t = t.getSuperclass()) {
      for (Method method : t.getDeclaredMethods()) {
        if (method.getName().equals(name)) {
          return Optional.of(method.getReturnType());
        }
      }
      for (Field field : t.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return Optional.of(field.getType());
        }
      }
    }
    return Optional.empty();
  }

  /** Ours by their names without a package: {@code ClipModel}, {@code TopK.Hit}. */
  private static Map<String, Class<?>> types() {
    Map<String, Class<?>> types = new TreeMap<>();
    for (String folder : CLASSES) {
      Path root = Document.ROOT.resolve(folder);
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String name = root.relativize(file).toString().replace('\\', '/');
          if (name.endsWith(".class")
              && !name.endsWith("-info.class")
              && !name.matches(".*\\$\\d+.*")) {
            String binary = name.substring(0, name.length() - ".class".length()).replace('/', '.');
            Class<?> type = Class.forName(binary, false, ApiNamesTest.class.getClassLoader());
            types.putIfAbsent(
                binary.substring(binary.lastIndexOf('.') + 1).replace('$', '.'), type);
          }
        }
      } catch (IOException | ClassNotFoundException e) {
        throw new AssertionError(folder, e);
      }
    }
    return types;
  }

  /** Names of source files of every module. */
  private static Set<String> sources() throws IOException {
    Set<String> sources = new TreeSet<>();
    for (String module :
        List.of("clip-tokenizer", "clip-core", "clip-search", "clip-examples", "clip-benchmarks")) {
      try (Stream<Path> files = Files.walk(Document.ROOT.resolve(module).resolve("src"))) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> sources.add(name.replace(".java", "")));
      }
    }
    return sources;
  }
}
