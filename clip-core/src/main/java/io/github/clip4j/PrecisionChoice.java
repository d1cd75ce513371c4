package io.github.clip4j;

import io.github.clip4j.config.ClipConfig;
import java.util.Locale;
import java.util.Objects;

/**
 * How the two towers of a loaded model are computed, and why.
 *
 * @param image of the image tower; never {@link Precision#AUTO}
 * @param text of the text tower; never {@link Precision#AUTO}
 * @param reason one sentence for people
 * @since 0.1.0
 */
public record PrecisionChoice(Precision image, Precision text, String reason) {
  /** What {@link Precision#AUTO} keeps the cosine to fp32's vectors at, at the least. */
  public static final double LEAST_COSINE = 0.999;

  /**
   * Checks that both are decided.
   *
   * @param image of the image tower
   * @param text of the text tower
   * @param reason one sentence for people
   */
  public PrecisionChoice {
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(reason, "reason");
    if (image == Precision.AUTO || text == Precision.AUTO) {
      throw new IllegalArgumentException("a choice names real precisions, not AUTO");
    }
  }

  /**
   * {@return what {@link Precision#AUTO} comes to for such a model on this machine's CPU, by its
   * processor alone: a checkpoint whose vectors would move too far gets fp32 all the same when it
   * is loaded}
   *
   * @param config sizes of both towers
   */
  public static PrecisionChoice auto(ClipConfig config) {
    return AutoPrecision.choose(
        Precision.AUTO, Precision.AUTO, config, null, CpuFeatures.ofThisMachine());
  }

  /** One precision for both towers, as asked for. */
  static PrecisionChoice both(Precision precision) {
    return new PrecisionChoice(precision, precision, "as asked for");
  }

  /** {@return both in short: {@code bf16}, or {@code bf16 for pictures, fp32 for texts}} */
  public String describe() {
    return image == text
        ? lower(image)
        : lower(image) + " for pictures, " + lower(text) + " for texts";
  }

  private static String lower(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  boolean isFp32() {
    return image == Precision.FP32 && text == Precision.FP32;
  }
}
