package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What configs on the hub say in other words, and what is said when they make no sense. */
class PreprocessJsonTest {
  private static PreprocessConfig hf(String json) {
    return PreprocessConfig.fromHuggingFaceJson(json.replace('\'', '"'));
  }

  private static PreprocessConfig openClip(String json) {
    return PreprocessConfig.fromOpenClipJson(json.replace('\'', '"'), 224);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "null", "{}", "{'size': null, 'mean': null}"})
  void nothing_said_means_openais_numbers(String json) {
    assertThat(openClip(json)).isEqualTo(PreprocessConfig.openClip(224));
    assertThat(hf(json)).isEqualTo(PreprocessConfig.huggingFace(224));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "336",
        "[336]",
        "[336, 336]",
        "[3, 336, 336]",
        "{'height': 336, 'width': 336}",
        "{'shortest_edge': 336}"
      })
  void a_size_is_one_number_in_many_forms(String size) {
    assertThat(openClip("{'size': " + size + "}").size()).isEqualTo(336);
    assertThat(hf("{'crop_size': " + size + "}").size()).isEqualTo(336);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "[]|1 to 3 numbers",
        "[1, 2, 3, 4]|1 to 3 numbers",
        "[224, 336]|224x336 is not square",
        "{'height': 224}|must have height and width",
        "{'width': 224}|must have height and width",
        "'large'|must be a number",
        "true|must be a number",
        "[[224]]|must be a number",
        "224.5|must be a whole number",
        "-1|must be a whole number",
        "1e9|must be a whole number",
        "0|size must be 1 to 8192",
        "9000|size must be 1 to 8192"
      })
  void a_size_that_is_none_is_refused_with_what_was_found(String size, String words) {
    assertThatThrownBy(() -> openClip("{'size': " + size + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void the_inner_object_of_an_open_clip_config_wins_when_it_is_one() {
    assertThat(openClip("{'preprocess_cfg': {'size': 96}, 'size': 64}").size()).isEqualTo(96);
    assertThat(openClip("{'preprocess_cfg': 5, 'size': 64}").size()).isEqualTo(64);
  }

  @Test
  void one_number_stands_for_three_channels() {
    PreprocessConfig config = openClip("{'mean': 0.5, 'std': 0.25, 'fill_color': 128}");
    assertThat(config.mean()).isEqualTo(new Rgb(0.5f, 0.5f, 0.5f));
    assertThat(config.std()).isEqualTo(new Rgb(0.25f, 0.25f, 0.25f));
    assertThat(config.padFill()).isEqualTo(new Rgb(128f, 128f, 128f));
  }

  @Test
  void random_interpolation_is_for_training_and_means_bicubic() {
    assertThat(openClip("{'interpolation': 'random'}").interpolation())
        .isEqualTo(Interpolation.BICUBIC);
    assertThat(openClip("{'interpolation': 'Nearest'}").interpolation())
        .isEqualTo(Interpolation.NEAREST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'interpolation': 'sinc'}|unknown interpolation",
        "{'interpolation': 3}|interpolation must be a string",
        "{'interpolation': ['bicubic']}|interpolation must be a string",
        "{'resize_mode': 'stretch'}|unknown resize mode",
        "{'mean': [1, 2]}|mean must be three numbers",
        "{'mean': {'red': 1}}|mean must be three numbers",
        "{'mean': 'openai'}|mean must be a number",
        "{'fill_color': []}|fill_color must be a number",
        "[1]|must be a JSON object",
        "{|not JSON"
      })
  void an_open_clip_value_that_is_not_known_is_named(String json, String words) {
    assertThatThrownBy(() -> openClip(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void hugging_face_crops_to_the_resized_edge_unless_told_otherwise() {
    PreprocessConfig edge = hf("{'size': {'shortest_edge': 256}}");
    assertThat(edge.size()).isEqualTo(256);
    PreprocessConfig cropped = hf("{'size': {'shortest_edge': 256}, 'crop_size': 224}");
    assertThat(cropped.size()).isEqualTo(224);
    assertThat(cropped.resizeEdge()).isEqualTo(256);
    assertThat(hf("{'size': {'height': 64, 'width': 64}}").size()).isEqualTo(64);
  }

  @Test
  void an_integer_size_without_a_crop_squashes() {
    PreprocessConfig config = hf("{'size': 64, 'do_center_crop': false, 'crop_size': 32}");
    assertThat(config.resizeMode()).isEqualTo(ResizeMode.SQUASH);
    assertThat(config.size()).isEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'do_center_crop': false}|would not be square",
        "{'do_center_crop': false, 'size': {'shortest_edge': 64}}|would not be square",
        "{'do_center_crop': 'no'}|do_center_crop must be true or false",
        "{'do_center_crop': []}|do_center_crop must be true or false",
        "{'size': {'longest_edge': 64}}|shortest_edge or height and width",
        "{'size': {'height': 64}}|shortest_edge or height and width",
        "{'size': {'width': 64}}|shortest_edge or height and width",
        "{'resample': 'bicubic'}|resample must be a number",
        "{'rescale_factor': {}}|rescale_factor must be a number",
        "{'rescale_factor': 1e999}|rescaleFactor must be finite"
      })
  void a_hugging_face_value_that_is_not_known_is_named(String json, String words) {
    assertThatThrownBy(() -> hf(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void numbers_out_of_range_are_refused_where_the_config_is_made() {
    PreprocessConfig config = PreprocessConfig.openClip(224);
    Rgb nan = new Rgb(Float.NaN, 0f, 0f);
    for (Runnable wrong :
        new Runnable[] {
          () -> config.withSize(0),
          () -> config.withSize(8193),
          () -> config.withResizeEdge(-1),
          () -> config.withResizeEdge(8193),
          () -> config.withMaxPixels(0),
          () -> config.withRescaleFactor(1.0),
          () -> config.withNormalization(nan, Rgb.ONE),
          () -> config.withNormalization(Rgb.ZERO, nan),
          () -> config.withNormalization(Rgb.ZERO, Rgb.ZERO)
        }) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got");
    }
  }

  @Test
  void the_resize_edge_follows_the_size_only_while_they_are_equal() {
    PreprocessConfig config = PreprocessConfig.huggingFace(224);
    assertThat(config.withSize(64).resizeEdge()).isEqualTo(64);
    assertThat(config.withResizeEdge(256).withSize(64).resizeEdge()).isEqualTo(256);
  }
}
