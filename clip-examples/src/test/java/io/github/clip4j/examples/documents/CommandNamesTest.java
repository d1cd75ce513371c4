package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.examples.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * What the commands of the documents name exists, whether they stand in a block or within a line:
 * subcommands and options of {@code clip}, modules, profiles, goals and properties of Maven, test
 * classes, scripts with their options, benchmarks with their parameters.
 */
class CommandNamesTest {
  private static final Set<String> PHASES =
      Set.of("verify", "test", "package", "install", "deploy", "clean");
  private static final Set<String> FLAGS = Set.of("-q", "-B", "-ntp", "-am", "-o", "-e");

  /** Settings of Maven's plugins, the JDK and DJL, which no file of the repository declares. */
  private static final Set<String> OTHERS_PROPERTIES =
      Set.of(
          "skipTests",
          "test",
          "surefire.failIfNoSpecifiedTests",
          "newVersion",
          "processAllModules",
          "ai.djl.offline",
          "https.proxyHost",
          "https.proxyPort",
          "java.net.useSystemProxies",
          "jdk.http.auth.tunneling.disabledSchemes");

  /** Goals of plugins that are named on the command line only. */
  private static final Set<String> OTHERS_GOALS = Set.of("versions:set");

  /** Commands about files, which {@link Terminal} runs. */
  private static final Set<String> FILE_COMMANDS =
      Set.of("mkdir", "cp", "mv", "rm", "echo", "printf");

  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
  private static final Pattern PROPERTY = Pattern.compile("-D([\\w.-]+)(?:=(.*))?");
  private static final Pattern REPOSITORY_PATH =
      Pattern.compile("(?:tools|consumers|docs|clip-(?!lessons)[a-z]+)/[\\w./-]*");

  private final Repository repository = new Repository();
  private final CommandLine clip = Cli.commands();

  @Test
  @DisplayName("each command of a block names what exists")
  void blocks() {
    for (Document document : Document.all()) {
      for (Block block : document.blocks()) {
        if (block.language().equals("sh")) {
          ShellCommand.parse(block.where(), block.text()).forEach(this::check);
        }
      }
    }
  }

  @Test
  @DisplayName("each command, option, path and test named within a line exists")
  void spans() {
    for (Document document : Document.all()) {
      for (Document.Span span : document.spans()) {
        String text = span.text();
        if (text.matches("([A-Z_]+=\\S+ )*(clip|bin/clip|mvn|python3?|java) .*")) {
          ShellCommand.parse(span.where(), text.replaceAll("\\|\\S*|[\\[\\]]", ""))
              .forEach(this::check);
        } else if (text.startsWith("--")) {
          options(span.where(), text, anyOption());
        } else if (text.startsWith("-D") || text.startsWith("-P")) {
          maven(span.where(), List.of(text.split(" +")));
        } else if (REPOSITORY_PATH.matcher(text).matches() && !text.contains("/target")) {
          assertThat(Document.ROOT.resolve(text)).as(span.where()).exists();
        } else if (text.matches("[A-Z]\\w+Test")) {
          assertThat(repository.sources()).as("%s: test classes", span.where()).contains(text);
        }
      }
    }
  }

  private void check(ShellCommand command) {
    String program = command.program();
    List<String> arguments = command.arguments();
    if (Terminal.isClip(command)) {
      clip(command);
    } else if (program.equals("mvn")) {
      maven(command.where(), arguments);
    } else if (program.equals("java")) {
      java(command.where(), arguments);
    } else if (program.matches("python3?")) {
      script(command.where(), arguments.get(0), arguments.subList(1, arguments.size()));
    } else if (program.equals("pip")) {
      assertThat(arguments).as(command.where()).startsWith("install", "-r").hasSize(3);
      assertThat(Document.ROOT.resolve(arguments.get(2))).as(command.where()).exists();
    } else if (program.endsWith(".sh")) {
      script(command.where(), program, arguments);
    } else {
      assertThat(FILE_COMMANDS)
          .as("%s: commands that this test knows; teach it about another", command.where())
          .contains(program);
    }
  }

  private void clip(ShellCommand command) {
    if (command.arguments().isEmpty()) {
      return;
    }
    String name = command.arguments().get(0);
    assertThat(clip.getSubcommands()).as("%s: commands of clip", command.where()).containsKey(name);
    options(
        command.where(),
        String.join(" ", command.arguments()),
        clip.getSubcommands().get(name).getCommandSpec().optionsMap().keySet());
  }

  private static void options(String where, String text, Set<String> known) {
    Matcher option = OPTION.matcher(text);
    while (option.find()) {
      assertThat(known).as("%s: options", where).contains(option.group());
    }
  }

  /** Of every command, and of the scripts in {@code tools}. */
  private Set<String> anyOption() {
    Set<String> options = new TreeSet<>(repository.scriptOptions());
    clip.getSubcommands()
        .values()
        .forEach(command -> options.addAll(command.getCommandSpec().optionsMap().keySet()));
    return options;
  }

  private void maven(String where, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      Matcher property = PROPERTY.matcher(word);
      if (word.equals("-pl")) {
        assertThat(repository.modules()).as(where).contains(words.get(++i).split(","));
      } else if (word.startsWith("-P")) {
        assertThat(repository.profiles()).as(where).contains(word.substring(2).split(","));
      } else if (property.matches()) {
        String name = property.group(1);
        if (!OTHERS_PROPERTIES.contains(name)) {
          assertThat(repository.mentions(name))
              .as("%s: no pom and no source knows the property %s", where, name)
              .isTrue();
        }
        if (name.equals("test")) {
          String[] classAndMethod = property.group(2).split("#");
          assertThat(repository.sources()).as(where).contains(classAndMethod[0]);
          if (classAndMethod.length > 1) {
            assertThat(repository.source(classAndMethod[0]).contains(" " + classAndMethod[1] + "("))
                .as("%s: a method of %s", where, property.group(2))
                .isTrue();
          }
        }
      } else if (word.contains(":")) {
        assertThat(OTHERS_GOALS.contains(word) || repository.hasPlugin(word.replaceAll(":.*", "")))
            .as("%s: no pom has the plugin of %s", where, word)
            .isTrue();
      } else {
        assertThat(PHASES.contains(word) || FLAGS.contains(word))
            .as("%s: '%s' is no phase and no flag that this test knows", where, word)
            .isTrue();
      }
    }
  }

  private void java(String where, List<String> arguments) {
    assertThat(arguments.get(0)).as("%s: java -cp CLASSPATH MAIN", where).isEqualTo("-cp");
    String main = arguments.get(2);
    List<String> rest = arguments.subList(3, arguments.size());
    if (!main.equals("org.openjdk.jmh.Main")) {
      assertThat(repository.sources())
          .as(where)
          .contains(main.substring(main.lastIndexOf('.') + 1));
      assertThat(repository.mentions("package " + main.substring(0, main.lastIndexOf('.')) + ";"))
          .as("%s: the package of %s", where, main)
          .isTrue();
      return;
    }
    assertThat(repository.sources()).as("%s: benchmarks", where).contains(rest.get(0));
    for (int i = 1; i + 1 < rest.size(); i += 2) {
      if (rest.get(i).equals("-p")) {
        String name = rest.get(i + 1).replaceAll("=.*", "");
        assertThat(
                Pattern.compile("@Param[^;]*\\b" + name + "\\b")
                    .matcher(repository.source(rest.get(0)))
                    .find())
            .as("%s: %s has a parameter %s", where, rest.get(0), name)
            .isTrue();
      } else {
        assertThat(rest.get(i)).as(where).isEqualTo("-t");
      }
    }
  }

  private void script(String where, String script, List<String> arguments) {
    assertThat(Document.ROOT.resolve(script)).as(where).exists();
    for (String argument : arguments) {
      if (argument.startsWith("--")) {
        assertThat(repository.scriptOptions()).as(where).contains(argument);
      }
    }
  }

  /** What the files of the repository declare. */
  private static final class Repository {
    private final Map<String, Path> sources;
    private final List<String> texts = new ArrayList<>();
    private final Set<String> scriptOptions = new TreeSet<>();

    Repository() {
      List<Path> files = new ArrayList<>();
      for (String module : modules()) {
        files.addAll(below(module + "/src", ".java"));
        texts.add(read(Document.ROOT.resolve(module + "/pom.xml")));
      }
      texts.add(read(Document.ROOT.resolve("pom.xml")));
      files.forEach(file -> texts.add(read(file)));
      sources =
          files.stream()
              .collect(
                  Collectors.toMap(
                      file -> String.valueOf(file.getFileName()).replace(".java", ""),
                      file -> file,
                      (first, second) -> first));
      List<Path> scripts = new ArrayList<>(below("tools", ".py"));
      scripts.addAll(below("tools", ".sh"));
      for (Path script : scripts) {
        OPTION.matcher(read(script)).results().forEach(match -> scriptOptions.add(match.group()));
      }
    }

    List<String> modules() {
      return matches("<module>([\\w-]+)</module>");
    }

    List<String> profiles() {
      return matches("<profile>\\s*(?:<!--.*?-->\\s*)?<id>([\\w-]+)</id>");
    }

    private static List<String> matches(String pattern) {
      return Pattern.compile(pattern, Pattern.DOTALL)
          .matcher(read(Document.ROOT.resolve("pom.xml")))
          .results()
          .map(match -> match.group(1))
          .toList();
    }

    /** Names of classes, tests among them. */
    Set<String> sources() {
      return sources.keySet();
    }

    String source(String name) {
      return read(sources.get(name));
    }

    boolean mentions(String text) {
      return texts.stream().anyMatch(file -> file.contains(text));
    }

    boolean hasPlugin(String prefix) {
      return mentions("<artifactId>" + prefix + "-maven-plugin</artifactId>")
          || mentions("<artifactId>maven-" + prefix + "-plugin</artifactId>");
    }

    Set<String> scriptOptions() {
      return scriptOptions;
    }

    private static List<Path> below(String folder, String ending) {
      if (!Files.exists(Document.ROOT.resolve(folder))) {
        return List.of();
      }
      try (Stream<Path> files = Files.walk(Document.ROOT.resolve(folder))) {
        return files.filter(file -> file.toString().endsWith(ending)).toList();
      } catch (IOException e) {
        throw new AssertionError(folder, e);
      }
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new AssertionError(file.toString(), e);
      }
    }
  }
}
