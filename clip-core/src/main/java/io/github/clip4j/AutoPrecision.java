package io.github.clip4j;

import ai.djl.Device;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.VitConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides what {@link Precision#AUTO} stands for: the fastest measured for an instruction that this
 * processor has, as {@code auto_precision.tsv} lists it. Nothing measured means fp32. Whether the
 * vectors stay near is {@link PrecisionCheck}'s question, not asked here.
 */
final class AutoPrecision {
  private static final String TABLE = "auto_precision.tsv";

  /** Narrower towers gain little and lose more: rounding errors average over the width. */
  private static final int LEAST_WIDTH = 384;

  private AutoPrecision() {}

  /** A line of the table: what is fast where the processor has the instruction. */
  record Row(String flag, Precision precision, double image, double text, String processor) {}

  /**
   * What the two wishes come to, before vectors are compared.
   *
   * @param device where the model is to run; null for the CPU
   * @throws IllegalArgumentException if a wish cannot be had here
   */
  static PrecisionChoice choose(
      Precision image,
      Precision text,
      ClipConfig config,
      @Nullable Device device,
      CpuFeatures cpu) {
    boolean gpu = device != null && !device.equals(Device.cpu());
    requirePossible(image, gpu, cpu);
    requirePossible(text, gpu, cpu);
    boolean transformer = config.vision() instanceof VitConfig;
    if (image != Precision.AUTO && text != Precision.AUTO) {
      return transformer
          ? new PrecisionChoice(image, text, "as asked for")
          : new PrecisionChoice(
              Precision.FP32, text, "as asked for; a ResNet's convolutions are fp32 always");
    }
    int imageWidth = config.vision() instanceof VitConfig vit ? vit.width() : 0;
    Row best = gpu ? null : best(rows(), cpu);
    Precision imageAuto = pick(best, best == null ? 0 : best.image(), imageWidth);
    Precision textAuto = pick(best, best == null ? 0 : best.text(), config.text().width());
    Precision imageChosen =
        !transformer ? Precision.FP32 : image == Precision.AUTO ? imageAuto : image;
    Precision textChosen = text == Precision.AUTO ? textAuto : text;
    String reason = reason(gpu, best, imageAuto, textAuto, cpu);
    return new PrecisionChoice(
        imageChosen,
        textChosen,
        !transformer && image != Precision.AUTO
            ? reason + "; a ResNet's convolutions are fp32 always"
            : reason);
  }

  /** What auto comes to for a model of usual size on the CPU, for people. */
  static String describe(CpuFeatures cpu) {
    Row best = best(rows(), cpu);
    return best == null || best.image() <= 1
        ? reason(false, null, Precision.FP32, Precision.FP32, cpu)
        : reason(false, best, best.precision(), best.precision(), cpu);
  }

  private static Precision pick(@Nullable Row best, double gain, int width) {
    return best == null || gain <= 1 || width < LEAST_WIDTH ? Precision.FP32 : best.precision();
  }

  private static String reason(
      boolean gpu, @Nullable Row best, Precision image, Precision text, CpuFeatures cpu) {
    if (gpu) {
      return "auto is fp32 on a GPU";
    }
    if (best == null) {
      return cpu.isKnown()
          ? "auto is fp32: nothing faster was measured for this processor's instructions"
          : "auto is fp32: this system does not tell the processor's instructions";
    }
    if (image == Precision.FP32 && text == Precision.FP32) {
      return "auto is fp32: towers narrower than " + LEAST_WIDTH + " gain little";
    }
    return String.format(
        Locale.ROOT,
        "auto: the processor has %s, where %s was measured %.1f times as fast as fp32 for pictures"
            + " and %.1f times for texts (%s)",
        best.flag(),
        best.precision().name().toLowerCase(Locale.ROOT),
        best.image(),
        best.text(),
        best.processor());
  }

  private static void requirePossible(Precision precision, boolean gpu, CpuFeatures cpu) {
    if (gpu && (precision == Precision.FP16 || precision == Precision.INT8)) {
      throw new IllegalArgumentException(
          "precision " + precision + " is for the CPU; on a GPU use FP32, BF16 or AUTO");
    }
    if (!gpu && precision == Precision.BF16 && !cpu.hasBf16()) {
      throw new IllegalArgumentException(
          "precision BF16 needs a processor with bfloat16 instructions, and this one ("
              + cpu.describe()
              + ") has none: products would take hundreds of times as long; use FP32, FP16 or"
              + " INT8");
    }
  }

  /** The row of the greatest gain for pictures among those whose instruction is there. */
  static @Nullable Row best(List<Row> rows, CpuFeatures cpu) {
    Row best = null;
    for (Row row : rows) {
      boolean there = cpu.flags().contains(row.flag());
      if (there && (best == null || row.image() > best.image())) {
        best = row;
      }
    }
    return best;
  }

  /** The table. */
  static List<Row> rows() {
    try (InputStream in = AutoPrecision.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(TABLE + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(AutoPrecision::row)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(TABLE + " cannot be read", e);
    }
  }

  private static Row row(String line) {
    String[] cells = line.split("\t", -1);
    return new Row(
        cells[0],
        Precision.valueOf(cells[1].toUpperCase(Locale.ROOT)),
        Double.parseDouble(cells[2]),
        Double.parseDouble(cells[3]),
        cells[4]);
  }
}
