package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.OfflineException;
import io.github.clip4j.hub.HubClient;
import io.github.clip4j.hub.HubSettings;
import io.github.clip4j.hub.ModelBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The build forbids connections (system property ai.djl.offline), so that names end in an error.
 */
@DisplayName("The place of a model")
@SuppressWarnings("NullAway.Init")
final class ModelLocatorTest {
  @TempDir Path folder;

  @Test
  void is_the_path_itself_where_there_is_one() throws IOException {
    Path file = Files.createFile(folder.resolve("model.safetensors"));
    assertThat(ModelLocator.locate(file.toString(), folder)).isEqualTo(file);
    assertThat(ModelLocator.locate(folder.toString(), folder)).isEqualTo(folder);
  }

  @Test
  void is_the_unpacked_folder_where_the_path_is_a_bundle() throws IOException {
    Path model = ModelLocator.locate("starter", folder.resolve("cache"));
    Path bundle = folder.resolve("starter.clip.zip");
    ModelBundle.write(model, "starter", bundle);
    Path found = ModelLocator.locate(bundle.toString(), folder.resolve("cache"));
    assertThat(found).isDirectory().isNotEqualTo(model);
    assertThat(found.resolve("open_clip_model.safetensors"))
        .hasSameBinaryContentAs(model.resolve("open_clip_model.safetensors"));
    try (ClipModel clip = ClipModel.builder().model(bundle).cacheFolder(folder).load()) {
      assertThat(clip.encodeText("a cat").dimension()).isEqualTo(clip.config().embedDim());
    }
  }

  @Test
  void is_asked_for_by_name_at_the_hub_where_there_is_no_such_path() {
    for (String name : new String[] {"owner/never-cached", "hf-hub:owner/never-cached"}) {
      assertThatThrownBy(() -> ModelLocator.locate(name, folder))
          .isInstanceOf(OfflineException.class)
          .hasMessageContaining("owner/never-cached")
          .hasMessageContaining("ai.djl.offline");
    }
    assertThatThrownBy(() -> ModelLocator.locate("openai:RN50", folder.resolve("cache")))
        .isInstanceOf(OfflineException.class)
        .hasMessageContaining("RN50.pt");
  }

  @Test
  void is_not_asked_for_at_a_hub_where_the_folder_exists_and_the_rest_is_a_slip()
      throws IOException {
    Files.createDirectories(folder.resolve("vitb16"));
    HubClient nobody = clientThatFails();
    for (String slip : new String[] {"vitb32", "vitb32@main"}) {
      String name = folder.resolve(slip).toString();
      assertThatThrownBy(() -> ModelLocator.locate(name, nobody))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("no such file or folder")
          .hasMessageContaining("the folder " + folder + " has vitb16");
    }
  }

  /** The folder of this process is the module's, which has {@code src}. */
  @Test
  void in_a_folder_that_exists_is_told_how_to_write_the_name_without_doubt() throws IOException {
    assertThatThrownBy(() -> ModelLocator.locate("src/vitb32", clientThatFails()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("the folder src has main, test")
        .hasMessageContaining("as a model's name write hf-hub:src/vitb32");
    assertThatThrownBy(() -> ModelLocator.locate("hf-hub:src/vitb32", folder))
        .isInstanceOf(OfflineException.class)
        .hasMessageStartingWith("src/vitb32 at revision main");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./vitb32",
        "../nowhere/vitb32",
        "/nowhere/vitb32",
        "~/vitb32",
        "C:\\models\\vitb32",
        "D:/models/vitb32",
        "\\\\server\\share\\vitb32",
        "models\\vitb32",
        "file:///C:/models/vitb32",
        "owner/model.safetensors",
        "ViT-B-32.pt",
        "b32.clip.zip"
      })
  void is_never_asked_for_at_a_hub_where_it_can_only_be_a_path(String path) throws IOException {
    assertThatThrownBy(() -> ModelLocator.locate(path, clientThatFails()))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(path)
        .hasMessageContaining("no such file or folder")
        .hasMessageNotContaining("hf-hub");
  }

  @Test
  void of_something_that_may_be_either_is_an_error_with_both_readings() {
    assertThatThrownBy(() -> ModelLocator.locate("models/vitb32", folder))
        .isInstanceOf(OfflineException.class)
        .hasMessageContaining("no file or folder 'models/vitb32' here")
        .hasMessageContaining("as a model's name: models/vitb32 at revision main");
    assertThatThrownBy(() -> ModelLocator.locate("vitb32", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no file or folder 'vitb32' here")
        .hasMessageContaining("no name of a model");
    assertThatThrownBy(() -> ModelLocator.locate("", folder))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Fails with a network error for whatever is asked. */
  private HubClient clientThatFails() throws IOException {
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      unused = socket.getLocalPort();
    }
    return HubClient.create(
        HubSettings.fromEnvironment()
            .withEndpoint(URI.create("http://127.0.0.1:" + unused))
            .withCache(folder.resolve("hub"))
            .withOffline(null));
  }

  @Test
  void of_a_word_that_is_no_name_is_an_error_with_near_names() {
    assertThatThrownBy(() -> ModelLocator.locate("ViT-B32", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ViT-B-32");
  }
}
