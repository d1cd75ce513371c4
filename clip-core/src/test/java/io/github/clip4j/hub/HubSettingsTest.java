package io.github.clip4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The settings of the hub")
@SuppressWarnings("NullAway.Init")
final class HubSettingsTest {
  @TempDir Path home;

  private HubSettings from(Map<String, String> environment) {
    return from(environment, Map.of());
  }

  private HubSettings from(Map<String, String> environment, Map<String, String> properties) {
    return HubSettings.from(
        environment, name -> name.equals("user.home") ? home.toString() : properties.get(name));
  }

  @Test
  void without_variables_are_those_of_python() {
    HubSettings settings = from(Map.of());
    assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(settings.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    assertThat(settings.openAiCache()).isEqualTo(home.resolve(".cache/clip"));
    assertThat(settings.token()).isNull();
    assertThat(settings.offline()).isFalse();
    assertThat(settings.symlinks()).isTrue();
  }

  @Test
  void take_the_cache_from_the_most_precise_variable() {
    assertThat(from(Map.of("XDG_CACHE_HOME", "/x")).cache())
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(from(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "/h")).cache())
        .isEqualTo(Path.of("/h/hub"));
    assertThat(from(Map.of("HF_HOME", "/h", "HF_HUB_CACHE", "~/c")).cache())
        .isEqualTo(home.resolve("c"));
  }

  @Test
  void take_the_endpoint_without_its_last_slash() {
    assertThat(from(Map.of("HF_ENDPOINT", "https://mirror.example/")).endpoint())
        .isEqualTo(URI.create("https://mirror.example"));
    for (String wrong : new String[] {"mirror", "ftp://mirror", "http://", "ht tp://x"}) {
      assertThatThrownBy(() -> from(Map.of("HF_ENDPOINT", wrong)))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void take_the_token_from_the_variable_or_the_file_and_never_print_it() throws IOException {
    Files.createDirectories(home.resolve("h"));
    Files.writeString(home.resolve("h/token"), "hf_file\n");
    String hfHome = home.resolve("h").toString();
    assertThat(from(Map.of("HF_HOME", hfHome)).token()).isEqualTo("hf_file");
    HubSettings variable = from(Map.of("HF_HOME", hfHome, "HF_TOKEN", "hf_variable"));
    assertThat(variable.token()).isEqualTo("hf_variable");
    assertThat(variable.toString()).doesNotContain("hf_variable").contains("token=present");
    assertThat(from(Map.of("HF_HOME", hfHome, "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).token())
        .isNull();
    assertThatThrownBy(() -> from(Map.of("HF_TOKEN", "a\r\nHost: b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("Host");
  }

  @Test
  void are_offline_for_each_of_the_words_that_python_knows_and_say_why() {
    for (String word : new String[] {"1", "on", "YES", "True"}) {
      assertThat(from(Map.of("HF_HUB_OFFLINE", word)).offlineBecause())
          .isEqualTo("the environment variable HF_HUB_OFFLINE=" + word);
    }
    assertThat(from(Map.of("TRANSFORMERS_OFFLINE", "1")).offlineBecause())
        .contains("TRANSFORMERS_OFFLINE");
    assertThat(from(Map.of(), Map.of("ai.djl.offline", "true")).offlineBecause())
        .contains("ai.djl.offline");
    Map<String, String> djlOnly = Map.of("ai.djl.offline", "true", "clip4j.hub.offline", "false");
    assertThat(from(Map.of(), djlOnly).offline()).isFalse();
    assertThat(from(Map.of("HF_HUB_OFFLINE", "1"), djlOnly).offline()).isTrue();
    assertThat(from(Map.of("HF_HUB_OFFLINE", "0")).offline()).isFalse();
  }
}
