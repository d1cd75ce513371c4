package io.github.clip4j.torchscript;

import io.github.clip4j.weights.DType;
import java.io.IOException;
import java.util.List;

/** A linear layer of a block as its class text wants it, in each precision. */
final class LinearLayer {
  private LinearLayer() {}

  /**
   * Fills a module.
   *
   * @param module the layer, without attributes
   * @param weight float32 {@code [out, in]}
   * @param bias float32 {@code [out]}
   * @return {@code module}
   */
  static ArchiveModule of(
      ArchiveModule module, WeightPrecision precision, ArchiveTensor weight, ArchiveTensor bias)
      throws IOException {
    return switch (precision) {
      case FP32 -> module.tensor("weight", weight).tensor("bias", bias);
      case FP32_ONEDNN -> module.state(weight).state(bias);
      case BF16_ONEDNN -> module.state(weight.as(DType.BF16)).state(bias.as(DType.BF16));
      case FP16, FP16_ONEDNN -> module.state(weight.as(DType.F16)).state(bias);
      case BF16 ->
          module.tensor("weight", weight.as(DType.BF16)).tensor("bias", bias.as(DType.BF16));
      case INT8, INT8_VNNI -> {
        float[] scales = scales(weight);
        ArchiveTensor scaleTensor =
            ArchiveTensor.float32(
                List.of((long) scales.length),
                (start, dst, count) -> System.arraycopy(scales, (int) start, dst, 0, count));
        yield module.state(quantized(weight, scales)).state(scaleTensor).state(bias);
      }
    };
  }

  /** For each output channel the largest magnitude over 127; 1 for a channel of zeros. */
  private static float[] scales(ArchiveTensor weight) throws IOException {
    float[] scales = new float[Math.toIntExact(weight.shape().get(0))];
    float[] row = new float[Math.toIntExact(weight.shape().get(1))];
    for (int o = 0; o < scales.length; o++) {
      weight.elements().read((long) o * row.length, row, row.length);
      float largest = 0;
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
      scales[o] = largest == 0 ? 1 : largest / 127;
    }
    return scales;
  }

  private static ArchiveTensor quantized(ArchiveTensor weight, float[] scales) {
    long inputs = weight.shape().get(1);
    return new ArchiveTensor(
        DType.I8,
        weight.shape(),
        (start, dst, count) -> {
          weight.elements().read(start, dst, count);
          for (int i = 0; i < count; i++) {
            float scale = scales[(int) ((start + i) / inputs)];
            dst[i] = Math.max(-127, Math.min(127, (float) Math.rint(dst[i] / scale)));
          }
        });
  }
}
