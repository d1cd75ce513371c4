package io.github.clip4j.examples.documents;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.examples.cli.Cli;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * Runs the shell commands of a document in a folder: {@code clip} within this process, and the few
 * commands about files that the documents use. Others ({@code mvn}, {@code python3}) are left to
 * {@link CommandNamesTest}.
 */
final class Terminal {
  private final Path folder;

  /** A terminal that stands in a folder. */
  Terminal(Path folder) throws IOException {
    this.folder = folder.toRealPath();
  }

  /** Whether the command is one of {@code clip}'s. */
  static boolean isClip(ShellCommand command) {
    return command.program().equals("clip") || command.program().endsWith("bin/clip");
  }

  /**
   * What the terminal shows after the command, with paths as the reader sees them.
   *
   * @throws AssertionError if it ends with another status than the document says
   */
  String run(ShellCommand command) throws IOException {
    List<String> arguments = command.arguments();
    return switch (command.program()) {
      case "mkdir" -> {
        for (String name : arguments) {
          Files.createDirectories(folder.resolve(name));
        }
        yield "";
      }
      case "cp" -> {
        each(arguments, Terminal::copy);
        yield "";
      }
      case "mv" -> {
        each(arguments, (from, to) -> Files.move(from, to));
        yield "";
      }
      case "rm" -> {
        for (String name : arguments) {
          for (Path file : expand(name)) {
            Files.delete(file);
          }
        }
        yield "";
      }
      case "echo", "printf" -> {
        String text = String.join(" ", arguments).replace("\\n", "\n");
        Path into = folder.resolve(requireNonNull(command.into(), command.where()));
        Files.writeString(into, command.program().equals("echo") ? text + "\n" : text);
        yield "";
      }
      default -> isClip(command) ? clip(command) : "";
    };
  }

  private String clip(ShellCommand command) throws IOException {
    if (command.words().get(1).equals("serve")) {
      return serve(command);
    }
    List<String> arguments = new ArrayList<>(placed(command));
    if (arguments.get(0).equals("lesson") && !arguments.contains("--out")) {
      arguments.addAll(List.of("--out", folder.resolve("clip-lessons").toString()));
    }
    InputStream keyboard = System.in;
    System.setIn(InputStream.nullInputStream()); // a lesson's reader says nothing and goes on
    Cli.Result result;
    try {
      result = Cli.onTerminal(arguments.toArray(String[]::new));
    } finally {
      System.setIn(keyboard);
    }
    String shown = shown(result.out());
    if (result.status() != command.status()) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s: clip ends with status %d, not %d (a comment '# status N' tells a reader); it"
                  + " says:%n%s",
              command.where(),
              result.status(),
              command.status(),
              shown));
    }
    return shown;
  }

  /** Serves at a free port until the page has been fetched once. */
  private String serve(ShellCommand command) throws IOException {
    List<String> arguments = new ArrayList<>(placed(command));
    arguments.addAll(List.of("--port", "0"));
    Said said = new Said();
    Thread serving =
        new Thread(() -> Cli.onTerminal(said, arguments.toArray(String[]::new)), "serve");
    serving.start();
    try {
      URI address = URI.create(said.firstLine());
      HttpResponse<String> page =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      serving.interrupt();
      serving.join();
      return shown(said.text().replace(":" + address.getPort() + "/", ":8765/"));
    } catch (InterruptedException e) {
      throw new InterruptedIOException(command.where());
    } finally {
      serving.interrupt();
    }
  }

  /** The arguments with paths made absolute, as this process stands elsewhere than the reader. */
  List<String> placed(ShellCommand command) {
    CommandLine commands = Cli.commands().setCaseInsensitiveEnumValuesAllowed(true);
    ParseResult parsed;
    try {
      parsed = commands.parseArgs(command.arguments().toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      if (command.status() == 2) {
        return command.arguments();
      }
      throw new AssertionError(command.where() + ": " + e.getMessage(), e);
    }
    Set<String> paths = new HashSet<>();
    if (parsed.hasSubcommand()) {
      for (ArgSpec argument : parsed.subcommand().matchedArgs()) {
        boolean path = Stream.of(argument.auxiliaryTypes()).anyMatch(Path.class::equals);
        for (String value : argument.originalStringValues()) {
          if (path || (mayBePath(argument) && Files.exists(place(value)))) {
            paths.add(value);
          }
        }
      }
    }
    return command.arguments().stream()
        .map(word -> paths.contains(word) ? place(word).toString() : word)
        .toList();
  }

  private static boolean mayBePath(ArgSpec argument) {
    return argument.paramLabel().matches(".*(NAME|PATH|MODEL).*");
  }

  /** A file of the reader's folder, or of the repository, which the first commands start from. */
  private Path place(String word) {
    Path there = folder.resolve(word);
    Path repository = Document.ROOT.resolve(word);
    return !Files.exists(there) && Files.exists(repository) ? repository : there;
  }

  private String shown(String text) {
    String here = folder.toString();
    String said = text.replace("\r\n", "\n");
    if (File.separatorChar == '\\') { // twice in JSON
      here = here.replace('\\', '/');
      said = said.replace("\\\\", "/").replace('\\', '/');
    }
    return said.replace(here + "/", "").replace(here, ".").stripTrailing();
  }

  private interface Step {
    void apply(Path from, Path to) throws IOException;
  }

  /** From all but the last argument, a folder or a new name, to the last. */
  private void each(List<String> arguments, Step step) throws IOException {
    List<String> names = arguments.stream().filter(name -> !name.startsWith("-")).toList();
    Path last = folder.resolve(names.get(names.size() - 1));
    for (String name : names.subList(0, names.size() - 1)) {
      for (Path from : expand(name)) {
        Path into = Files.isDirectory(last) ? last.resolve(from.getFileName()) : last;
        step.apply(from, into);
      }
    }
  }

  private List<Path> expand(String name) throws IOException {
    if (!name.contains("*")) {
      return List.of(place(name));
    }
    List<Path> files = new ArrayList<>();
    int slash = name.lastIndexOf('/');
    try (DirectoryStream<Path> matching =
        Files.newDirectoryStream(
            place(name.substring(0, Math.max(0, slash))), name.substring(slash + 1))) {
      matching.forEach(files::add);
    }
    if (files.isEmpty()) {
      throw new AssertionError("nothing is called " + name);
    }
    return files.stream().sorted().toList();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, file.equals(from) ? to : copy);
        }
      }
    }
  }

  /** What a command has said so far, read by another thread than the one that runs it. */
  private static final class Said extends StringWriter {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Waits for it. */
    String firstLine() throws InterruptedException {
      Instant end = Instant.now().plus(PATIENCE);
      while (text().indexOf('\n') < 0) {
        if (Instant.now().isAfter(end)) {
          throw new AssertionError("nothing is served: " + text());
        }
        Thread.sleep(20);
      }
      return text().lines().findFirst().orElseThrow();
    }

    String text() {
      return toString(); // a StringWriter's buffer is synchronized
    }
  }
}
