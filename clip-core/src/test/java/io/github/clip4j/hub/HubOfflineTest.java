package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.OfflineException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Without a network")
final class HubOfflineTest extends HubTestBase {
  private static final String WHY = "the environment variable HF_HUB_OFFLINE=1";

  private HubClient offline() {
    return hub.client(hub.settings(folder).withOffline(WHY));
  }

  @Test
  void a_cached_file_is_found_by_branch_and_by_commit_without_a_connection() throws IOException {
    Path path = fetch(WEIGHTS);
    hub.forget();
    assertThat(offline().file(LoopbackHub.REPO, "main", WEIGHTS)).isEqualTo(path);
    assertThat(offline().file(LoopbackHub.REPO, LoopbackHub.COMMIT, WEIGHTS)).isEqualTo(path);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void a_missing_file_is_an_error_that_names_everything() {
    assertThatThrownBy(() -> offline().file(LoopbackHub.REPO, "main", WEIGHTS))
        .isInstanceOf(OfflineException.class)
        .hasMessageContaining(LoopbackHub.REPO)
        .hasMessageContaining("main")
        .hasMessageContaining(WEIGHTS)
        .hasMessageContaining(folder.resolve("hub").toString())
        .hasMessageContaining(WHY);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void a_cached_model_is_found_by_name() throws IOException {
    Path snapshot = ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    hub.forget();
    assertThat(ModelNames.resolve(LoopbackHub.REPO, offline())).isEqualTo(snapshot);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void a_model_of_which_only_a_part_is_cached_is_an_error() throws IOException {
    fetch(CONFIG);
    hub.forget();
    assertThatThrownBy(() -> ModelNames.resolve(LoopbackHub.REPO, offline()))
        .isInstanceOf(OfflineException.class)
        .hasMessageContaining(WHY);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void a_model_that_python_cached_with_files_of_its_own_choice_is_found() throws IOException {
    // huggingface_hub: links or plain files in snapshots, no note of absent files.
    Path model = folder.resolve("hub").resolve("models--owner--model");
    Path snapshot = Files.createDirectories(in(model, "snapshots", LoopbackHub.COMMIT));
    Files.createDirectories(model.resolve("refs"));
    Files.writeString(in(model, "refs", "main"), LoopbackHub.COMMIT);
    Files.write(snapshot.resolve(CONFIG), hub.content(CONFIG));
    Files.write(snapshot.resolve("pytorch_model.bin"), hub.content(WEIGHTS));
    Files.write(snapshot.resolve("vocab.json"), new byte[2]);
    assertThat(ModelNames.resolve(LoopbackHub.REPO, offline())).isEqualTo(snapshot);
  }

  @Test
  void a_cached_model_serves_when_the_hub_cannot_be_reached() throws IOException {
    Path snapshot = ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    hub.close();
    assertThat(ModelNames.resolve(LoopbackHub.REPO, hub.client(folder))).isEqualTo(snapshot);
  }

  @Test
  void an_original_file_of_openai_that_is_missing_names_its_folder() {
    assertThatThrownBy(() -> ModelNames.resolve("openai:ViT-B/32", offline()))
        .isInstanceOf(OfflineException.class)
        .hasMessageContaining("ViT-B-32.pt")
        .hasMessageContaining(folder.resolve("clip").toString())
        .hasMessageContaining(WHY);
  }

  @Test
  void nothing_is_written() throws IOException {
    HubSettings nowhere = hub.settings(folder.resolve("new")).withOffline(WHY);
    HubClient client = hub.client(nowhere.withEndpoint(URI.create("https://hub.example")));
    assertThatThrownBy(() -> ModelNames.resolve(LoopbackHub.REPO, client))
        .isInstanceOf(OfflineException.class);
    assertThatThrownBy(() -> ModelNames.resolve("openai:RN50", client))
        .isInstanceOf(OfflineException.class);
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
