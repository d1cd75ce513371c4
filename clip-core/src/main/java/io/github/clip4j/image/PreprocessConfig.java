package io.github.clip4j.image;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a tensor's numbers. Immutable; start from {@link #openClip}, {@link
 * #huggingFace} or a checkpoint's own JSON, and change single things with the {@code with} methods.
 *
 * @param size side of the square tensor in pixels
 * @param interpolation resize filter
 * @param resizeMode how any shape becomes a square
 * @param mean channel means, in units of the rescaled values
 * @param std channel deviations, in units of the rescaled values
 * @param layout whose order of steps is followed
 * @param resizeEdge what the shorter side (or, for squash and longest, the side) is resized to
 *     before the crop; equal to {@code size} nearly everywhere; 0 leaves the picture unresized
 * @param rescaleFactor what bytes are multiplied by, 1/255 nearly everywhere; only with {@link
 *     PreprocessLayout#HUGGING_FACE} can it be another
 * @param padFill colour of the bars of {@link ResizeMode#LONGEST}, channels 0 to 255. Black means
 *     what the reference does: zero in the file's own pixel mode (palette entry 0 for palettes)
 * @param exifOrientation whether a camera's orientation tag turns the picture; the reference
 *     programs ignore it, so it is off by default
 * @param background a colour that transparent pixels are laid over, or null to drop alpha.
 *     open_clip drops it; transformers drops it in releases before 5 and lays pictures over white
 *     since, which is the default of {@link #huggingFace}
 * @param scale16 whether 16-bit gray is scaled to 8 bits; Pillow clips it at 255, so it is off by
 *     default
 * @param lenient whether a truncated or damaged file gives what could be read of it
 * @param maxPixels largest width times height that is decoded
 */
public record PreprocessConfig(
    int size,
    Interpolation interpolation,
    ResizeMode resizeMode,
    Rgb mean,
    Rgb std,
    PreprocessLayout layout,
    int resizeEdge,
    double rescaleFactor,
    Rgb padFill,
    boolean exifOrientation,
    @Nullable Rgb background,
    boolean scale16,
    boolean lenient,
    long maxPixels) {
  /** Pillow's own limit: twice {@code Image.MAX_IMAGE_PIXELS}. */
  public static final long DEFAULT_MAX_PIXELS = 178_956_970L;

  private static final double BYTE_SCALE = 1.0 / 255.0;
  private static final int MAX_SIZE = 8192;

  /** Checks the numbers; see the record's parameters. */
  public PreprocessConfig {
    Objects.requireNonNull(interpolation, "interpolation");
    Objects.requireNonNull(resizeMode, "resizeMode");
    Objects.requireNonNull(mean, "mean");
    Objects.requireNonNull(std, "std");
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(padFill, "padFill");
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("size must be 1 to " + MAX_SIZE + ", got " + size);
    }
    if (resizeEdge < 0 || resizeEdge > MAX_SIZE) {
      throw new IllegalArgumentException(
          "resizeEdge must be 0 to " + MAX_SIZE + ", got " + resizeEdge);
    }
    if (!Double.isFinite(rescaleFactor)) {
      throw new IllegalArgumentException("rescaleFactor must be finite, got " + rescaleFactor);
    }
    if (layout == PreprocessLayout.OPEN_CLIP && Math.abs(rescaleFactor - BYTE_SCALE) > 1e-12) {
      throw new IllegalArgumentException(
          "the open_clip layout always rescales by 1/255, got " + rescaleFactor);
    }
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels must be at least 1, got " + maxPixels);
    }
    for (int c = 0; c < 3; c++) {
      if (!Float.isFinite(mean.channel(c))
          || !Float.isFinite(std.channel(c))
          || std.channel(c) == 0f) {
        throw new IllegalArgumentException(
            "mean and std must be finite and std not zero, got " + mean + " and " + std);
      }
    }
  }

  /** The preprocessing of OpenAI's and most open_clip checkpoints: shortest, bicubic. */
  public static PreprocessConfig openClip(int size) {
    return defaults(size, PreprocessLayout.OPEN_CLIP);
  }

  /** The preprocessing of transformers' {@code CLIPImageProcessor}: shortest, bicubic. */
  public static PreprocessConfig huggingFace(int size) {
    return defaults(size, PreprocessLayout.HUGGING_FACE);
  }

  /**
   * Reads the {@code preprocess_cfg} object of an {@code open_clip_config.json} (or that whole
   * file).
   *
   * @param preprocessCfgJson JSON with any of size, mean, std, interpolation, resize_mode,
   *     fill_color
   * @param imageSize the vision tower's picture size; a {@code size} in the JSON wins
   * @throws IllegalArgumentException if the JSON is broken or a value is outside what is known
   */
  public static PreprocessConfig fromOpenClipJson(String preprocessCfgJson, int imageSize) {
    return PreprocessJson.openClip(preprocessCfgJson, imageSize);
  }

  /**
   * Reads a {@code preprocessor_config.json} in its old form ({@code "size": 224}) or its new one
   * ({@code "size": {"shortest_edge": 224}}, {@code {"height":…, "width":…}}).
   *
   * @throws IllegalArgumentException if the JSON is broken or asks for what CLIP cannot use
   */
  public static PreprocessConfig fromHuggingFaceJson(String preprocessorConfigJson) {
    return PreprocessJson.huggingFace(preprocessorConfigJson);
  }

  private static PreprocessConfig defaults(int size, PreprocessLayout layout) {
    return new PreprocessConfig(
        size,
        Interpolation.BICUBIC,
        ResizeMode.SHORTEST,
        Rgb.CLIP_MEAN,
        Rgb.CLIP_STD,
        layout,
        size,
        BYTE_SCALE,
        Rgb.ZERO,
        false,
        layout == PreprocessLayout.HUGGING_FACE ? new Rgb(255f, 255f, 255f) : null,
        false,
        false,
        DEFAULT_MAX_PIXELS);
  }

  /** This config with another side; the resize edge follows if it was equal to the side. */
  public PreprocessConfig withSize(int newSize) {
    return new PreprocessConfig(
        newSize,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge == size ? newSize : resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with other means and deviations. */
  public PreprocessConfig withNormalization(Rgb newMean, Rgb newStd) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        newMean,
        newStd,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config in the other layout; the rescale factor becomes 1/255. */
  public PreprocessConfig withLayout(PreprocessLayout newLayout) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        newLayout,
        resizeEdge,
        BYTE_SCALE,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with another resize edge. */
  public PreprocessConfig withResizeEdge(int newResizeEdge) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        newResizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with another rescale factor (Hugging Face layout only). */
  public PreprocessConfig withRescaleFactor(double newRescaleFactor) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        newRescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with another filter. */
  public PreprocessConfig withInterpolation(Interpolation newInterpolation) {
    return new PreprocessConfig(
        size,
        newInterpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with another way to the square. */
  public PreprocessConfig withResizeMode(ResizeMode newResizeMode) {
    return new PreprocessConfig(
        size,
        interpolation,
        newResizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with another colour of the bars. */
  public PreprocessConfig withPadFill(Rgb newPadFill) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        newPadFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with orientation tags followed or ignored. */
  public PreprocessConfig withExifOrientation(boolean newExifOrientation) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        newExifOrientation,
        background,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with transparent pixels laid over a colour (null: alpha dropped). */
  public PreprocessConfig withBackground(@Nullable Rgb newBackground) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        newBackground,
        scale16,
        lenient,
        maxPixels);
  }

  /** This config with 16-bit gray scaled or clipped. */
  public PreprocessConfig withScale16(boolean newScale16) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        newScale16,
        lenient,
        maxPixels);
  }

  /** This config with damaged files read as far as possible, or refused. */
  public PreprocessConfig withLenient(boolean newLenient) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        newLenient,
        maxPixels);
  }

  /** This config with another pixel limit. */
  public PreprocessConfig withMaxPixels(long newMaxPixels) {
    return new PreprocessConfig(
        size,
        interpolation,
        resizeMode,
        mean,
        std,
        layout,
        resizeEdge,
        rescaleFactor,
        padFill,
        exifOrientation,
        background,
        scale16,
        lenient,
        newMaxPixels);
  }
}
