package io.github.clip4j.examples.cli;

import io.github.clip4j.config.ResNetConfig;
import io.github.clip4j.config.VisionConfig;
import io.github.clip4j.config.VitConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The customary name of an image tower, such as {@code ViT-B-32} or {@code RN50}, from its sizes; a
 * tower of no customary size is described by its numbers.
 */
final class ArchitectureName {
  private static final Map<List<Integer>, String> VIT_SIZES =
      Map.of(
          List.of(384, 12), "S",
          List.of(768, 12), "B",
          List.of(896, 12), "B-plus",
          List.of(1024, 24), "L",
          List.of(1280, 32), "H",
          List.of(1408, 40), "g",
          List.of(1664, 48), "bigG");

  private static final Map<List<Integer>, String> RESNETS =
      Map.of(
          List.of(3, 4, 6, 3, 64), "RN50",
          List.of(3, 4, 23, 3, 64), "RN101",
          List.of(4, 6, 10, 6, 80), "RN50x4",
          List.of(6, 8, 18, 8, 96), "RN50x16",
          List.of(3, 15, 36, 10, 128), "RN50x64");

  private ArchitectureName() {}

  static String of(VisionConfig vision) {
    return vision instanceof VitConfig vit ? ofVit(vit) : ofResNet((ResNetConfig) vision);
  }

  private static String ofVit(VitConfig vit) {
    String size = VIT_SIZES.get(List.of(vit.width(), vit.layers()));
    if (size == null) {
      return String.format(
          Locale.ROOT,
          "ViT of width %d, %d layers, %d heads, patch %d",
          vit.width(),
          vit.layers(),
          vit.heads(),
          vit.patchSize());
    }
    String name = "ViT-" + size + "-" + vit.patchSize();
    return vit.imageSize() == 224 ? name : name + "-" + vit.imageSize();
  }

  private static String ofResNet(ResNetConfig resnet) {
    List<Integer> l = resnet.layers();
    String name =
        l.size() == 4
            ? RESNETS.get(List.of(l.get(0), l.get(1), l.get(2), l.get(3), resnet.width()))
            : null;
    return name != null
        ? name
        : String.format(Locale.ROOT, "ResNet of width %d, layers %s", resnet.width(), l);
  }
}
