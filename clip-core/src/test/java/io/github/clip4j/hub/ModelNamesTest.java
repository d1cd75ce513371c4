package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The name of a model")
final class ModelNamesTest extends HubTestBase {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai/clip-vit-base-patch32 | repository openai/clip-vit-base-patch32, revision main",
        "laion/CLIP-ViT-B-32-laion2B-s34B-b79K@refs/pr/1 | repository laion/CLIP-ViT-B-32-laion2B-s34B-b79K, revision refs/pr/1",
        "hf-hub:laion/CLIP-ViT-B-32-laion2B-s34B-b79K | repository laion/CLIP-ViT-B-32-laion2B-s34B-b79K, revision main",
        "ViT-B-32/laion2b_s34b_b79k | repository laion/CLIP-ViT-B-32-laion2B-s34B-b79K, revision main",
        "ViT-B-32:laion2b-s34b-b79K | repository laion/CLIP-ViT-B-32-laion2B-s34B-b79K, revision main",
        "ViT-L-14/datacomp_xl_s13b_b90k | repository laion/CLIP-ViT-L-14-DataComp.XL-s13B-b90K, revision main",
        "ViT-B/32/openai | repository timm/vit_base_patch32_clip_224.openai, revision main",
        "ViT-B-16/dfn2b | repository apple/DFN2B-CLIP-ViT-B-16, revision main",
        "RN50-quickgelu/cc12m | repository timm/resnet50_clip.cc12m, revision main",
        "ViTamin-S/datacomp1b | repository jienengchen/ViTamin-S, revision main, weights pytorch_model.bin",
        "openai:ViT-B/32 | file https://openaipublic.azureedge.net/clip/models/40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af/ViT-B-32.pt, SHA-256 40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af",
      })
  void leads_to_a_place(String name, String place) {
    assertThat(ModelNames.describe(name)).isEqualTo(place);
  }

  @Test
  void that_openai_never_published_brings_the_list_of_those_it_did() {
    assertThatThrownBy(() -> ModelNames.describe("openai:ViT-B/8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ViT-L/14@336px")
        .hasMessageContaining("RN50x64");
  }

  @Test
  void with_an_unknown_tag_brings_the_tags_that_there_are() {
    assertThatThrownBy(() -> ModelNames.describe("ViT-L-14-336/laion"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ViT-L-14-336/openai");
    assertThatThrownBy(() -> ModelNames.describe("ViT-L-14-336"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ViT-L-14-336/openai");
  }

  @Test
  void that_is_misspelt_brings_near_ones() {
    assertThatThrownBy(() -> ModelNames.describe("ViT-B32"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ViT-B-32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/../b",
        "../model",
        "a--b/c",
        "owner/name.git",
        "owner/na me",
        "owner\\name",
        "owner/name/more",
        "owner/name@../../x",
        "owner/name@",
        "hf-hub:",
        "openai:",
        "C:\\models\\x",
      })
  void that_is_malformed_is_refused(String name) {
    assertThatThrownBy(() -> ModelNames.describe(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_every_architecture_and_tag_leads_to_a_well_formed_repository() {
    Set<String> architectures = NameTable.architectures();
    assertThat(architectures).hasSizeGreaterThan(100).contains("ViT-B-32", "RN50");
    for (String architecture : architectures) {
      for (String name : NameTable.withTags(architecture).split(", ")) {
        assertThat(ModelNames.describe(name)).startsWith("repository ");
      }
    }
    assertThat(NameTable.openAiNames()).hasSize(9);
  }

  @Test
  void fetches_only_what_the_model_needs_and_prefers_safetensors() throws IOException {
    hub.put("pytorch_model.bin", new byte[50])
        .put("tf_model.h5", new byte[50])
        .put("preprocessor_config.json", "{}".getBytes(StandardCharsets.UTF_8))
        .put("README.md", new byte[9]);
    Path snapshot = ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    assertThat(namesIn(snapshot))
        .containsExactly("config.json", "model.safetensors", "preprocessor_config.json");
  }

  @Test
  void asks_once_when_all_is_cached() throws IOException {
    ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    hub.forget();
    ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    assertThat(hub.requests()).hasSize(1);
    ModelNames.resolve(LoopbackHub.REPO + "@" + LoopbackHub.COMMIT, hub.client(folder));
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void is_enough_to_have_damaged_files_fetched_again() throws IOException {
    Path snapshot = ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    Files.write(snapshot.resolve(WEIGHTS).toRealPath(), new byte[120]);
    assertThat(ModelNames.repair(LoopbackHub.REPO, hub.client(folder))).containsExactly(WEIGHTS);
    assertThat(snapshot.resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
  }

  @Test
  void takes_open_clips_files_where_a_repository_has_both_layouts() throws IOException {
    hub.put("open_clip_config.json", "{}".getBytes(StandardCharsets.UTF_8))
        .put("open_clip_pytorch_model.bin", new byte[33]);
    Path snapshot = ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    assertThat(namesIn(snapshot))
        .containsExactly("open_clip_config.json", "open_clip_pytorch_model.bin");
  }

  @Test
  void fetches_all_parts_of_split_weights() throws IOException {
    hub = withoutWeights();
    String index = "{\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}}";
    hub.put("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8))
        .put("m-1.safetensors", new byte[3])
        .put("m-2.safetensors", new byte[4]);
    Path snapshot = ModelNames.resolve(LoopbackHub.REPO, hub.client(folder));
    assertThat(namesIn(snapshot))
        .containsExactly(
            "config.json", "m-1.safetensors", "m-2.safetensors", "model.safetensors.index.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"weight_map\":3}",
        "{\"weight_map\":{}}",
        "{\"weight_map\":{\"a\":{}}}",
        "{\"weight_map\":{\"a\":null}}",
        "{\"weight_map\":{\"a\":\"../x.safetensors\"}}",
        "{\"weight_map\":{\"a\":\"absent.safetensors\"}}",
      })
  void with_a_broken_list_of_parts_is_an_error(String index) throws IOException {
    hub = withoutWeights();
    hub.put("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ModelNames.resolve(LoopbackHub.REPO, hub.client(folder)))
        .isInstanceOf(HubException.class)
        .extracting(e -> ((HubException) e).code())
        .isEqualTo("HUB_BAD_INDEX");
  }

  @Test
  void of_a_repository_without_a_model_is_an_error() throws IOException {
    hub = withoutWeights();
    assertThatThrownBy(() -> ModelNames.resolve(LoopbackHub.REPO, hub.client(folder)))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("pytorch_model.bin");
  }

  private LoopbackHub withoutWeights() throws IOException {
    byte[] config = hub.content(CONFIG);
    hub.close();
    return new LoopbackHub().put(CONFIG, config);
  }

  private static List<String> namesIn(Path snapshot) throws IOException {
    try (var files = Files.list(snapshot)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
