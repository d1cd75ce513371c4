package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.util.Utils;
import io.github.clip4j.errors.EngineUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Where the engine cannot start")
@SuppressWarnings("NullAway.Init")
final class EngineStartTest {
  private static final String HERE = "linux-x86_64";

  @TempDir Path folder;

  /** The messages are those that the linkers, Java and DJL 0.36.0 write. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Error loading shared library ld-linux-x86-64.so.2 | musl",
        "Error relocating libtorch_cpu.so: __strdup: symbol not found | musl",
        "/lib64/libc.so.6: version `GLIBC_2.29' not found | glibc is too old",
        "/lib64/libstdc++.so.6: version `GLIBCXX_3.4.26' not found | libstdc++ is too old",
        "Native Library torch.so already loaded in another classloader | class loader",
        "torch_cpu.dll: Can't find dependent libraries | Visual C++",
        "No deep learning engine found. | <artifactId>pytorch-engine</artifactId>",
        "Deep learning engine not found: PyTorch | META-INF/services",
        "java.nio.file.AccessDeniedException: /root/.djl.ai | ENGINE_CACHE_DIR",
        "/x/pytorch: Read-only file system | ENGINE_CACHE_DIR",
        "Failed to extract PyTorch native library; /x/pytorch: Not a directory | ENGINE_CACHE_DIR",
        "Failed to save pytorch index file; AccessDenied | ENGINE_CACHE_DIR",
        "java.io.IOException: No space left on device | 500 MB",
        "libtorch_cpu.so: file too short | delete the folder",
        "libtorch.so: wrong ELF class: ELFCLASS32 | delete the folder",
        "libc10.so: invalid ELF header | delete the folder",
        "libc10.so: failed to map segment from shared object | noexec",
        "Cannot download jni files: x; Offline mode is enabled. | <artifactId>pytorch-jni</artifactId>",
        "Cannot download jni files: x; UnknownHostException: y | <version>2.7.1-0.36.0</version>",
        "Failed to save pytorch index file; Offline mode is enabled. | <classifier>linux-x86_64</classifier>",
        "Your PyTorch native library jar does not match your operating system. | <artifactId>pytorch-native-cpu</artifactId>",
        "java.net.UnknownHostException: a.example | <artifactId>pytorch-native-cpu</artifactId>",
        "something that nobody has seen | <artifactId>pytorch-native-cpu</artifactId>",
      })
  void the_message_becomes_one_remedy(String message, String expected) {
    assertThat(EngineStart.remedy(message, "", HERE)).contains(expected);
  }

  @Test
  void the_c_library_that_this_process_has_comes_before_the_message() {
    String linker = "/lib/ld-linux-x86-64.so.2: version `GLIBC_2.29' not found";
    assertThat(EngineStart.remedy(linker, "glibc 2.17", HERE)).contains("glibc is too old");
    assertThat(EngineStart.remedy("anything", "musl", HERE)).contains("Alpine");
    assertThat(EngineStart.remedy("anything", "glibc 2.17", HERE)).contains("glibc is too old");
  }

  @ParameterizedTest
  @ValueSource(strings = {"osx-x86_64", "linux-riscv64", "win-aarch64", "freebsd-x86_64"})
  void a_platform_without_a_native_library_is_told_so_and_given_no_lines(String classifier) {
    assertThat(EngineStart.remedy("Offline mode is enabled.", "", classifier))
        .contains("was not published for " + classifier)
        .doesNotContain("<dependency>");
    assertThat(EngineStart.remedy("unknown", "", classifier))
        .doesNotContain("<artifactId>pytorch-native-cpu</artifactId>");
  }

  @Test
  void the_message_names_the_machine_the_versions_and_the_innermost_cause() {
    Throwable cause = new UnsatisfiedLinkError("version `GLIBC_2.99' not found\nmore");
    EngineUnavailableException e =
        EngineStart.unavailable(new IllegalStateException("Failed to load", cause));
    assertThat(e)
        .hasMessageContaining(System.getProperty("os.arch"))
        .hasMessageContaining("DJL 0.36.0")
        .hasMessageContaining("JNI library 2.7.1-0.36.0")
        .hasMessageContaining("version `GLIBC_2.99' not found")
        .hasMessageContaining("To do: glibc is too old")
        .hasMessageNotContaining("more")
        .hasRootCause(cause);
    assertThat(e.code()).isEqualTo("ENGINE_UNAVAILABLE");
    // A second try only says that a class could not be initialized; the first failure is told.
    NoClassDefFoundError second = new NoClassDefFoundError("Could not initialize class X");
    assertThat(EngineStart.unavailable(second)).hasMessageContaining("To do: ");
  }

  @Test
  void a_cache_below_the_temporary_folder_that_belongs_to_somebody_else_is_not_loaded_from()
      throws IOException {
    Path cache = Files.createDirectories(folder.resolve("djl").resolve("pytorch"));
    String owner = Files.getOwner(cache).getName();
    assertThat(EngineStart.foreignOwner(cache, folder, owner)).isEmpty();
    assertThat(EngineStart.foreignOwner(folder.resolve("absent"), folder, owner)).isEmpty();
    assertThat(EngineStart.foreignOwner(cache, folder.resolve("elsewhere"), "ada")).isEmpty();
    if (owner.equals("root")) {
      // The superuser can give a folder away, and then it is not root's any more.
      Files.setOwner(
          cache.getParent(),
          cache.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
      assertThat(EngineStart.foreignOwner(cache, folder, "root")).contains("nobody");
    } else {
      assertThat(EngineStart.foreignOwner(cache, folder, "ada")).contains(owner);
    }
  }

  @Test
  void the_cache_of_this_build_is_its_own() {
    assumeThat(Utils.getEngineCacheDir()).exists();
    assertThat(
            EngineStart.foreignOwner(
                Utils.getEngineCacheDir(),
                EngineStart.temporary(),
                System.getProperty("user.name")))
        .isEmpty();
  }
}
