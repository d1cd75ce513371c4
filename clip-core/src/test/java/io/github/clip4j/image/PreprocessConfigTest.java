package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The two JSON dialects of preprocessing. */
class PreprocessConfigTest {
  @Test
  void open_clip_gives_names_and_the_size_comes_from_the_model() {
    PreprocessConfig config =
        PreprocessConfig.fromOpenClipJson(
            """
            {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
             "interpolation": "bilinear", "resize_mode": "squash"}
            """,
            256);
    assertThat(config.size()).isEqualTo(256);
    assertThat(config.resizeMode()).isEqualTo(ResizeMode.SQUASH);
    assertThat(config.interpolation()).isEqualTo(Interpolation.BILINEAR);
    assertThat(config.mean()).isEqualTo(new Rgb(0.5f, 0.5f, 0.5f));
    assertThat(config.layout()).isEqualTo(PreprocessLayout.OPEN_CLIP);
    assertThat(config.background()).isNull();
  }

  @Test
  void an_empty_open_clip_config_means_openais_numbers() {
    assertThat(PreprocessConfig.fromOpenClipJson("{}", 224))
        .isEqualTo(PreprocessConfig.openClip(224));
    assertThat(PreprocessConfig.fromOpenClipJson("{\"preprocess_cfg\": {}}", 224))
        .isEqualTo(PreprocessConfig.openClip(224));
  }

  @Test
  void the_old_and_the_new_hugging_face_form_mean_the_same() {
    String old =
        """
        {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true,
         "image_mean": [0.48145466, 0.4578275, 0.40821073],
         "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "size": 224}
        """;
    String now =
        """
        {"crop_size": {"height": 224, "width": 224}, "size": {"shortest_edge": 224},
         "rescale_factor": 0.00392156862745098, "do_rescale": true, "do_convert_rgb": true}
        """;
    assertThat(PreprocessConfig.fromHuggingFaceJson(old))
        .isEqualTo(PreprocessConfig.huggingFace(224));
    assertThat(PreprocessConfig.fromHuggingFaceJson(now))
        .isEqualTo(PreprocessConfig.huggingFace(224));
  }

  @Test
  void height_and_width_squash_and_resample_two_is_bilinear() {
    PreprocessConfig config =
        PreprocessConfig.fromHuggingFaceJson(
            "{\"size\":{\"height\":384,\"width\":384},\"resample\":2,\"do_center_crop\":false}");
    assertThat(config.size()).isEqualTo(384);
    assertThat(config.resizeMode()).isEqualTo(ResizeMode.SQUASH);
    assertThat(config.interpolation()).isEqualTo(Interpolation.BILINEAR);
  }

  @Test
  void steps_that_are_switched_off_are_left_out() {
    PreprocessConfig config =
        PreprocessConfig.fromHuggingFaceJson(
            "{\"do_normalize\":false,\"do_rescale\":false,\"do_resize\":false}");
    RgbImage gray = new RgbImage(224, 224, new byte[224 * 224 * 3]);
    gray.rgb()[0] = (byte) 200;
    assertThat(new ImagePreprocessor(config).preprocess(gray)).startsWith(200f, 0f);
  }

  @Test
  void what_cannot_be_used_is_refused_with_its_name() {
    assertThatThrownBy(() -> PreprocessConfig.fromHuggingFaceJson("{\"resample\": 9}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resample code 9");
    assertThatThrownBy(
            () -> PreprocessConfig.fromHuggingFaceJson("{\"size\":{\"height\":224,\"width\":336}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("224x336 is not square");
    assertThatThrownBy(() -> PreprocessConfig.fromOpenClipJson("[", 224))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not JSON");
    assertThatThrownBy(() -> PreprocessConfig.fromOpenClipJson("{\"std\":[0,0,0]}", 224))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("std not zero");
  }

  @Test
  void another_layout_brings_its_own_way_with_transparency_unless_one_was_chosen() {
    PreprocessConfig hf = PreprocessConfig.openClip(224).withLayout(PreprocessLayout.HUGGING_FACE);
    assertThat(hf).isEqualTo(PreprocessConfig.huggingFace(224));
    assertThat(hf.withLayout(PreprocessLayout.OPEN_CLIP)).isEqualTo(PreprocessConfig.openClip(224));
    Rgb chosen = new Rgb(1f, 2f, 3f);
    assertThat(
            PreprocessConfig.openClip(224)
                .withBackground(chosen)
                .withLayout(PreprocessLayout.HUGGING_FACE)
                .background())
        .isEqualTo(chosen);
  }
}
