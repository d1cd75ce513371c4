package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.VisionPooling;
import io.github.clip4j.config.VitConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureNameTest {
  @Test
  void customary_sizes_have_their_customary_names() {
    assertThat(ArchitectureName.of(vit(224, 32, 768, 12, 12))).isEqualTo("ViT-B-32");
    assertThat(ArchitectureName.of(vit(336, 14, 1024, 24, 16))).isEqualTo("ViT-L-14-336");
    assertThat(ArchitectureName.of(new ResNetConfig(288, List.of(4, 6, 10, 6), 80, 40)))
        .isEqualTo("RN50x4");
  }

  @Test
  void other_sizes_are_described_by_their_numbers() {
    assertThat(ArchitectureName.of(vit(48, 16, 64, 2, 2)))
        .isEqualTo("ViT of width 64, 2 layers, 2 heads, patch 16");
    assertThat(ArchitectureName.of(new ResNetConfig(64, List.of(1, 2, 1, 1), 16, 32)))
        .isEqualTo("ResNet of width 16, layers [1, 2, 1, 1]");
  }

  private static VitConfig vit(int size, int patch, int width, int layers, int heads) {
    return new VitConfig(
        size,
        patch,
        width,
        layers,
        heads,
        4 * width,
        Activation.QUICK_GELU,
        1e-5,
        true,
        VisionPooling.TOKEN,
        false);
  }
}
