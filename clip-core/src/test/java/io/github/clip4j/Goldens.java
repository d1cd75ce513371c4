package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.TextConfig;
import io.github.clip4j.config.TextPooling;
import io.github.clip4j.config.VisionConfig;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.vector.VectorMath;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The tiny models of {@code golden/models} and the equality asked of them. */
final class Goldens {
  private Goldens() {}

  static Path folder(String model) {
    try {
      return Path.of(
          Objects.requireNonNull(Goldens.class.getResource("/golden/models/" + model)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The sizes of each model as its open_clip_config.json gives them, written by hand. */
  static ClipConfig config(String model) {
    return switch (model) {
      case "vit_quickgelu" ->
          clip(
              32,
              vit(48, 16, 64, 2, 2, 256, Activation.QUICK_GELU),
              text(20, 48, 4, 2, Activation.QUICK_GELU));
      case "vit_gelu_odd_heads" ->
          clip(
              40, vit(56, 14, 80, 3, 2, 349, Activation.GELU), text(77, 64, 2, 3, Activation.GELU));
      case "vit_larger_grid" ->
          clip(
              24,
              vit(96, 8, 48, 2, 3, 192, Activation.QUICK_GELU),
              text(32, 32, 2, 1, Activation.QUICK_GELU));
      case "resnet" ->
          clip(
              32,
              new ResNetConfig(64, List.of(1, 2, 1, 1), 16, 32),
              text(20, 32, 2, 2, Activation.QUICK_GELU));
      default -> throw new IllegalArgumentException(model);
    };
  }

  static VitConfig vit(
      int image, int patch, int width, int layers, int heads, int mlp, Activation activation) {
    return new VitConfig(
        image,
        patch,
        width,
        layers,
        heads,
        mlp,
        activation,
        1e-5,
        true,
        VisionPooling.TOKEN,
        false);
  }

  static TextConfig text(int context, int width, int heads, int layers, Activation activation) {
    return new TextConfig(
        context,
        512,
        width,
        heads,
        layers,
        4 * width,
        activation,
        1e-5,
        true,
        TextPooling.ARGMAX,
        511);
  }

  static ClipConfig clip(int dim, VisionConfig vision, TextConfig text) {
    return new ClipConfig(dim, vision, text);
  }

  /** Cosine at least 0.999999 a row, and no element off by more than 1e-4 of the largest. */
  static void assertEqualVectors(float[][] actual, float[] expected) {
    int dim = expected.length / actual.length;
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int row = 0; row < actual.length; row++) {
      assertThat(actual[row]).hasSize(dim);
      double worst = 0;
      for (int i = 0; i < dim; i++) {
        worst = Math.max(worst, Math.abs(actual[row][i] - expected[row * dim + i]));
      }
      assertThat(worst).as("largest difference in row %d", row).isLessThanOrEqualTo(1e-4 * largest);
    }
    assertThat(smallestCosine(actual, expected)).isGreaterThan(0.999999);
  }

  /** The cosine of the row that agrees least. */
  static double smallestCosine(float[][] actual, float[] expected) {
    int dim = expected.length / actual.length;
    double smallest = 1;
    for (int row = 0; row < actual.length; row++) {
      float[] wanted = Arrays.copyOfRange(expected, row * dim, (row + 1) * dim);
      smallest = Math.min(smallest, VectorMath.cosine(actual[row], wanted));
    }
    return smallest;
  }
}
