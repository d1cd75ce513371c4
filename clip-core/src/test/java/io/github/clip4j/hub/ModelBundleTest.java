package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.ChecksumMismatchException;
import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A bundle")
final class ModelBundleTest extends HubTestBase {

  private Path bundle() throws IOException {
    Path snapshot = ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    Path bundle = folder.resolve("model.clip.zip");
    ModelBundle.write(snapshot, LoopbackHub.REPO, bundle);
    return bundle;
  }

  @Test
  void carries_a_model_to_another_machine() throws IOException {
    Path bundle = bundle();
    assertThat(ModelBundle.isBundle(bundle)).isTrue();
    Path model = ModelBundle.unpack(bundle, folder.resolve("elsewhere"));
    assertThat(model.resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    assertThat(model.resolve(CONFIG)).hasBinaryContent(hub.content(CONFIG));
    assertThat(ModelBundle.unpack(bundle, folder.resolve("elsewhere"))).isEqualTo(model);
    assertThat(folder.resolve("elsewhere")).isDirectoryNotContaining(p -> !p.equals(model));
  }

  @Test
  void of_a_single_file_gives_the_file() throws IOException {
    Path file = Files.write(folder.resolve("ViT-B-32.pt"), new byte[] {1, 2, 3});
    Path bundle = folder.resolve("one.clip.zip");
    ModelBundle.write(file, "openai:ViT-B/32", bundle);
    Path unpacked = ModelBundle.unpack(bundle, folder.resolve("elsewhere"));
    assertThat(unpacked).hasFileName("ViT-B-32.pt").hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void of_the_same_model_is_the_same_bytes() throws IOException {
    byte[] first = Files.readAllBytes(bundle());
    assertThat(bundle()).hasBinaryContent(first);
  }

  @Test
  void that_is_cut_anywhere_is_refused_and_leaves_nothing() throws IOException {
    byte[] whole = Files.readAllBytes(bundle());
    Path cut = folder.resolve("cut.clip.zip");
    // The end of a zip is its directory, which a reader of the local entries does not need.
    for (int length = 0; length < whole.length - 400; length += 13) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ModelBundle.unpack(cut, folder.resolve("elsewhere")))
          .as("cut to %d bytes", length)
          .isInstanceOf(HubException.class);
    }
    assertThat(folder.resolve("elsewhere"))
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());
  }

  @Test
  void with_a_changed_weight_is_refused() throws IOException {
    byte[] list = manifest(LoopbackHub.sha256(hub.content(WEIGHTS)), WEIGHTS, 120);
    Path bad = zip(list, WEIGHTS, new byte[120]);
    assertThatThrownBy(() -> ModelBundle.unpack(bad, folder.resolve("elsewhere")))
        .isInstanceOf(ChecksumMismatchException.class)
        .hasMessageContaining(WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/x", "a\\b", "C:x", "a/b", ".hidden", ""})
  void that_would_write_outside_its_folder_is_refused(String name) throws IOException {
    String escaped = name.replace("\\", "\\\\");
    Path bad = zip(manifest("0", escaped, 1), name, new byte[1]);
    assertThatThrownBy(() -> ModelBundle.unpack(bad, folder.resolve("elsewhere")))
        .isInstanceOf(HubException.class);
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"format\":2,\"files\":[]}",
        "{\"format\":1,\"files\":[]}",
        "{\"format\":1,\"files\":[3]}",
        "{\"format\":1,\"files\":[{\"name\":\"a\"}]}",
        "{\"format\":\"x\"}",
      })
  void with_a_malformed_list_is_refused(String list) throws IOException {
    Path bad = zip(list.getBytes(StandardCharsets.UTF_8), "a", new byte[1]);
    assertThatThrownBy(() -> ModelBundle.unpack(bad, folder.resolve("elsewhere")))
        .isInstanceOf(HubException.class);
  }

  @Test
  void is_told_from_other_files() throws IOException {
    assertThat(ModelBundle.isBundle(folder)).isFalse();
    assertThat(ModelBundle.isBundle(folder.resolve("absent"))).isFalse();
    assertThat(ModelBundle.isBundle(Files.write(folder.resolve("x"), new byte[99]))).isFalse();
  }

  private static byte[] manifest(String sha256, String name, int size) {
    String file = "{\"name\":\"%s\",\"size\":%d,\"sha256\":\"%s\"}".formatted(name, size, sha256);
    return ("{\"format\":1,\"files\":[" + file + "]}").getBytes(StandardCharsets.UTF_8);
  }

  private Path zip(byte[] list, String name, byte[] content) throws IOException {
    Path path = folder.resolve("bad.clip.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry("clip-bundle.json"));
      zip.write(list);
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return path;
  }
}
