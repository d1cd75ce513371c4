package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is faked here: each test starts a Java with something wrong. */
@DisplayName("A process in which the engine cannot start")
@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class EngineProcessTest {
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @TempDir Path folder;

  @Test
  void because_the_native_library_is_not_on_the_class_path_is_given_the_lines() throws Exception {
    String output = run(without("pytorch-native"), folder.resolve("cache"));
    assertThat(output)
        .startsWith("ENGINE_UNAVAILABLE the PyTorch engine cannot start")
        .contains("native library none")
        .contains("<artifactId>pytorch-native-cpu</artifactId>")
        .contains("<version>2.7.1</version>");
  }

  @Test
  void because_the_engine_is_not_on_the_class_path_is_given_the_lines() throws Exception {
    assertThat(run(without("pytorch-engine"), folder.resolve("cache")))
        .contains("To do: the engine is not on the class path")
        .contains("<artifactId>pytorch-engine</artifactId>")
        .contains("<version>0.36.0</version>");
  }

  @Test
  void because_the_jni_library_is_of_another_version_is_given_the_lines() throws Exception {
    Path fake = Files.createDirectories(folder.resolve("fake").resolve("jnilib"));
    Files.writeString(
        fake.resolve("pytorch.properties"),
        "jni_version=2.5.1-0.30.0\n",
        StandardCharsets.US_ASCII);
    Path cache = cacheWithoutJni();
    assertThat(run(folder.resolve("fake") + File.pathSeparator + CLASS_PATH, cache))
        .contains("JNI library 2.5.1-0.30.0")
        .contains("<artifactId>pytorch-jni</artifactId>")
        .contains("<version>2.7.1-0.36.0</version>");
  }

  @Test
  void because_the_cache_cannot_be_written_is_told_the_folder_and_the_variable() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(CLASS_PATH, file))
        .contains("cannot be unpacked into " + file)
        .contains("ENGINE_CACHE_DIR");
    // The kernel's folder is one in which even the superuser can make nothing.
    Path kernel = Path.of("/proc");
    assumeThat(kernel).isDirectory();
    assertThat(run(CLASS_PATH, kernel.resolve("clip4j"))).contains("cannot be unpacked into /proc");
  }

  @Test
  void because_an_unpacked_library_is_cut_short_is_told_to_delete_it() throws Exception {
    Path cache = cacheWithoutJni();
    Path libraries = onlyFolderIn(cache.resolve("pytorch"));
    Path cut = libraries.resolve("libc10.so");
    assumeThat(cut).exists();
    Files.delete(cut);
    Files.write(cut, new byte[] {0x7f, 'E', 'L', 'F'});
    assertThat(run(CLASS_PATH, cache)).contains("delete the folder " + cache);
  }

  @Test
  void because_another_class_loader_has_it_says_so_the_second_time() throws Exception {
    List<String> lines = run(CLASS_PATH, Utils.getEngineCacheDir(), "twice").lines().toList();
    assertThat(lines.get(0)).isEqualTo("started PyTorch");
    assertThat(lines.get(1))
        .startsWith("ENGINE_UNAVAILABLE")
        .contains("already loaded in another classloader")
        .contains("two web applications");
  }

  /** A cache folder with this machine's libtorch, without DJL's JNI library. */
  private Path cacheWithoutJni() throws IOException {
    EngineStart.require();
    Path libraries = Path.of(LibUtils.getLibtorchPath());
    Path copy =
        Files.createDirectories(
            folder.resolve("cache").resolve("pytorch").resolve(libraries.getFileName()));
    try (Stream<Path> files = Files.list(libraries)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().contains("djl_torch")) {
          Files.createSymbolicLink(copy.resolve(file.getFileName()), file);
        }
      }
    } catch (UnsupportedOperationException e) {
      assumeThat(false).as("no symbolic links here").isTrue();
    }
    return folder.resolve("cache");
  }

  private static Path onlyFolderIn(Path parent) throws IOException {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.findFirst().orElseThrow();
    }
  }

  private static String without(String jar) {
    return Arrays.stream(CLASS_PATH.split(File.pathSeparator, -1))
        .filter(path -> !Path.of(path).getFileName().toString().startsWith(jar))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String run(String classPath, Path cache, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Dai.djl.offline=true",
            "-DENGINE_CACHE_DIR=" + cache,
            "-cp",
            classPath,
            EngineProcess.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("stderr.txt").toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("stderr.txt"))).isZero();
    return output;
  }
}
