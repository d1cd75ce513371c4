package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.OfflineException;
import io.github.clip4j.hub.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void of_a_word_that_is_no_name_is_an_error_with_near_names() {
    assertThatThrownBy(() -> ModelLocator.locate("ViT-B32", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ViT-B-32");
  }
}
