package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The weight file of a folder is the one that open_clip takes, or the only one")
class CheckpointFilesTest {
  @TempDir Path folder;

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
  }

  private String weights() throws IOException {
    return folder.relativize(CheckpointFiles.find(folder).weights()).toString();
  }

  @Test
  void in_the_order_of_preference_whatever_else_lies_there() throws IOException {
    List<String> order =
        List.of(
            "model.pth",
            "pytorch_model.pth",
            "pytorch_model.bin.index.json",
            "pytorch_model.bin",
            "model.safetensors.index.json",
            "model.safetensors",
            "open_clip_pytorch_model.pth",
            "open_clip_pytorch_model.bin",
            "open_clip_pytorch_model.safetensors",
            "open_clip_model.safetensors");
    touch("a.pt", "b.pt");
    for (String name : order) {
      touch(name);
      assertThat(weights()).isEqualTo(name);
    }
  }

  @Test
  void a_lone_file_may_have_any_name_but_must_look_like_weights() throws IOException {
    touch("readme.md", "vocab.json", "Epoch_32.PT");
    Files.createDirectory(folder.resolve("old.pt"));
    assertThat(weights()).isEqualTo("Epoch_32.PT");
  }

  @Test
  void several_are_named_and_none_is_taken() throws IOException {
    touch("epoch_1.pt", "epoch_2.pt");
    ModelFormatException e = catchThrowableOfType(ModelFormatException.class, this::weights);
    assertThat(e.code()).isEqualTo("MODEL_AMBIGUOUS");
    assertThat(e).hasMessageContaining("epoch_1.pt, epoch_2.pt");
  }

  @Test
  void what_does_not_exist_is_said_so() {
    Path absent = folder.resolve("absent.safetensors");
    assertThatThrownBy(() -> CheckpointFiles.find(absent))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("absent.safetensors");
  }

  @Test
  void open_clips_configuration_comes_first() throws IOException {
    touch("model.safetensors", "config.json", "preprocessor_config.json");
    CheckpointFiles files = CheckpointFiles.find(folder.resolve("model.safetensors"));
    assertThat(files.config()).isEqualTo(folder.resolve("config.json").toAbsolutePath());
    assertThat(files.preprocessor()).isNotNull();
    touch("open_clip_config.json");
    assertThat(CheckpointFiles.find(folder).config())
        .isEqualTo(folder.resolve("open_clip_config.json"));
  }
}
