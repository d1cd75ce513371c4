package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessCommandTest {
  private static final String FIRST = Cli.resource("/golden/000_jpeg.jpg");
  private static final String SECOND = Cli.resource("/golden/001_jpeg.jpg");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "000_jpeg.jpg||224|8406edc8dc1a149438eb351f4cc0d1b6babee2c8b24780fb4d6abaf4f8138690",
        "000_jpeg.jpg|--layout hf|224|ecdb5a5b17c6e5deac8912f8820684fe0db0aa4c1e10b5b02b439f8b03f04a1d",
        "017_png_rgba.png||224|9213322637ea7ff90769cb57c50c9cd170f6b6bee25098fb0c9a5cd0c4a8871a",
        "017_png_rgba.png|--layout hf|224|5f74ef7f6bdf094670acc5d10bed5fbefcbd164f2ad309b0d767f68b374cc751",
        "001_jpeg.jpg|--resize-mode squash --size 384|384|8c37e6762118045b9b33b0eca4fc31677152cc899cef2b95b2d2bfca10cd67bc"
      })
  void tensors_equal_the_reference(String file, String options, int size, String sha256) {
    List<String> args = new ArrayList<>(List.of("preprocess", Cli.resource("/golden/" + file)));
    if (options != null) {
      args.addAll(List.of(options.split(" ")));
    }
    args.addAll(List.of("--format", "json"));
    Cli.Result result = Cli.run(args.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    JsonObject line = result.json().get(0);
    assertThat(line.get("size").getAsInt()).isEqualTo(size);
    assertThat(line.get("sha256").getAsString()).isEqualTo(sha256);
  }

  @Test
  void a_line_an_image_with_its_own_size() {
    Cli.Result result = Cli.run("preprocess", FIRST, SECOND, "--format", "json");
    assertThat(result.json())
        .extracting(line -> line.get("width").getAsInt() + "x" + line.get("height").getAsInt())
        .containsExactly("224x231", "196x43");
  }

  @Test
  void crop_and_tensor_are_written() throws IOException {
    Path crop = folder.resolve("crop.png");
    Path tensor = folder.resolve("t.f32");
    Cli.Result result =
        Cli.run(
            "preprocess",
            SECOND,
            "--size",
            "64",
            "--out",
            crop.toString(),
            "--tensor",
            tensor.toString());
    assertThat(result.status()).as(result.err()).isZero();
    BufferedImage image = ImageIO.read(crop.toFile());
    assertThat(image.getWidth()).isEqualTo(64);
    assertThat(image.getHeight()).isEqualTo(64);
    assertThat(Files.size(tensor)).isEqualTo(3 * 64 * 64 * 4);
  }

  @Test
  void files_to_write_go_with_one_image_only() {
    Cli.Result result = Cli.run("preprocess", FIRST, SECOND, "--out", "crop.png");
    assertThat(result.status()).isEqualTo(2);
  }

  @Test
  void the_model_decides_unless_an_option_does() {
    Cli.Result result =
        Cli.run("preprocess", FIRST, "--model", Cli.tinyModel(), "--format", "json");
    assertThat(result.json().get(0).get("size").getAsInt()).isEqualTo(48);
  }

  @Test
  void a_broken_picture_is_named_and_the_others_are_answered() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
    Cli.Result result = Cli.run("preprocess", broken.toString(), FIRST, "--format", "json");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.json()).hasSize(1);
    assertThat(result.err().lines()).singleElement().asString().contains("broken.png");
  }
}
