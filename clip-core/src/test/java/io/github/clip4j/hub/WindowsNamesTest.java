package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that strangers choose and Windows reads in its own way, tried on every system: {@code
 * nul.json} is a device there, {@code a.json.} is {@code a.json}, and a colon opens a second
 * stream.
 */
@DisplayName("A name of the hub or of a bundle")
class WindowsNamesTest {
  private static final String REPO = "openai/clip-vit-base-patch32";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CON",
        "nul",
        "Aux.json",
        "prn.tar.gz",
        "com1",
        "COM9.txt",
        "lpt1.bin",
        "LPT\u00b2",
        "nul .txt",
        "CONIN$",
        "config.json.",
        "config.json ",
        "a:b",
        "C:x",
        "a\\b",
        "..\\x",
        "a?",
        "a*",
        "a|b",
        "a<b",
        "a>b",
        "a\"b",
        "a\tb",
        "a\u0000b",
        "",
        ".",
        "..",
        "..."
      })
  void that_windows_would_take_for_something_else_is_refused(String name) {
    assertThat(PortableName.isName(name)).isFalse();
    assertThatThrownBy(() -> RepoId.requireFile("onnx/" + name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no file name of a repository");
    assertThatThrownBy(() -> RepoId.requireRevision("refs/" + name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RepoId.requireFile(name + "/model.safetensors"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "console.json",
        "nullable",
        "auxiliary.bin",
        "com10",
        "com",
        "lpt",
        "com0",
        "a.con",
        ".gitattributes",
        "model-00001-of-00002.safetensors",
        "größe.json",
        "con-x"
      })
  void that_only_looks_like_a_device_is_taken(String name) {
    assertThat(PortableName.isName(name)).isTrue();
    assertThat(RepoId.requireFile("onnx/" + name)).isEqualTo("onnx/" + name);
  }

  @Test
  void that_no_file_system_could_hold_with_a_temporary_ending_is_refused() {
    assertThat(PortableName.isName("a".repeat(200))).isTrue();
    assertThat(PortableName.isName("a".repeat(201))).isFalse();
    assertThat(PortableName.isName("€".repeat(67))).as("201 bytes of UTF-8").isFalse();
  }

  @Test
  void becomes_folders_below_the_cache_on_a_drive() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = windows.getPath("C:\\Users\\Zoë Müller\\.cache\\huggingface\\hub");
      // As on most Windows machines: no symbolic links without a privilege.
      HubCache cache =
          HubCache.of(HubSettings.fromEnvironment().withCache(root).withSymlinks(false));
      RepoId repo = new RepoId(REPO);

      Path first = cache.temporary(repo, "e1");
      Files.writeString(first, "weights");
      Path file = cache.publish(repo, COMMIT, "onnx/model.safetensors", "e1", first);
      cache.writeRef(repo, "refs/pr/1", COMMIT);
      cache.markAbsent(repo, COMMIT, "onnx/config.json");

      assertThat(file.toString())
          .isEqualTo(
              "C:\\Users\\Zoë Müller\\.cache\\huggingface\\hub\\models--openai--clip-vit-base-patch32"
                  + "\\snapshots\\"
                  + COMMIT
                  + "\\onnx\\model.safetensors");
      assertThat(cache.find(REPO, "refs/pr/1", "onnx/model.safetensors")).contains(file);
      assertThat(cache.isKnownAbsent(repo, COMMIT, "onnx/config.json")).isTrue();
      assertThat(cache.models()).containsExactly(REPO);
      assertThat(cache.sizeInBytes()).isGreaterThan(6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CON", "nul.json", "a.", "lpt1.bin"})
  void of_a_bundle_is_no_device(String name, @TempDir Path folder) throws IOException {
    Path bundle = bundle(folder, name);

    assertThatThrownBy(() -> ModelBundle.unpack(bundle, folder.resolve("cache")))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("no plain file name");
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void of_a_bundle_differs_from_the_others_not_only_in_case(@TempDir Path folder)
      throws IOException {
    Path bundle = bundle(folder, "config.json", "Config.json");

    assertThatThrownBy(() -> ModelBundle.unpack(bundle, folder.resolve("cache")))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("named twice");
  }

  @Test
  void of_a_lone_file_is_refused_before_a_bundle_is_written_that_nobody_can_unpack(
      @TempDir Path folder) throws IOException {
    Path model = Files.write(folder.resolve("my model.pt"), new byte[3]);

    assertThatThrownBy(() -> ModelBundle.write(model, "mine", folder.resolve("m.clip.zip")))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("rename the file");
    assertThat(folder.resolve("m.clip.zip")).doesNotExist();
  }

  private static Path bundle(Path folder, String... names) throws IOException {
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      list.append(list.isEmpty() ? "" : ",")
          .append("{\"name\":\"" + name + "\",\"size\":1,\"sha256\":\"00\"}");
    }
    Path bundle = folder.resolve("bad.clip.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bundle))) {
      zip.putNextEntry(new ZipEntry("clip-bundle.json"));
      zip.write(("{\"format\":1,\"files\":[" + list + "]}").getBytes(StandardCharsets.UTF_8));
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(1);
      }
    }
    return bundle;
  }
}
