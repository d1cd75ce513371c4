package io.github.clip4j.image;

import java.util.Objects;
import java.util.function.Consumer;
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
 * @since 0.1.0
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

  /**
   * Checks the numbers; see the record's parameters.
   *
   * @param size side of the square tensor in pixels
   * @param interpolation resize filter
   * @param resizeMode how any shape becomes a square
   * @param mean channel means, in units of the rescaled values
   * @param std channel deviations, in units of the rescaled values
   * @param layout whose order of steps is followed
   * @param resizeEdge what the shorter side (or, for squash and longest, the side) is resized to
   *     before the crop
   * @param rescaleFactor what bytes are multiplied by, 1/255 nearly everywhere
   * @param padFill colour of the bars of {@link ResizeMode#LONGEST}, channels 0 to 255
   * @param exifOrientation whether a camera's orientation tag turns the picture
   * @param background a colour that transparent pixels are laid over, or null to drop alpha
   * @param scale16 whether 16-bit gray is scaled to 8 bits
   * @param lenient whether a truncated or damaged file gives what could be read of it
   * @param maxPixels largest width times height that is decoded
   */
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

  /**
   * {@return the preprocessing of OpenAI's and most open_clip checkpoints: shortest, bicubic}
   *
   * @param size side of the square, in pixels
   */
  public static PreprocessConfig openClip(int size) {
    return defaults(size, PreprocessLayout.OPEN_CLIP);
  }

  /**
   * {@return the preprocessing of transformers' {@code CLIPImageProcessor}: shortest, bicubic}
   *
   * @param size side of the square, in pixels
   */
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
   * @return the config, with open_clip's defaults for what the JSON lacks
   * @throws IllegalArgumentException if the JSON is broken or a value is outside what is known
   */
  public static PreprocessConfig fromOpenClipJson(String preprocessCfgJson, int imageSize) {
    Objects.requireNonNull(preprocessCfgJson, "preprocessCfgJson");
    return PreprocessJson.openClip(preprocessCfgJson, imageSize);
  }

  /**
   * Reads a {@code preprocessor_config.json} in its old form ({@code "size": 224}) or its new one
   * ({@code "size": {"shortest_edge": 224}}, {@code {"height":…, "width":…}}).
   *
   * @param preprocessorConfigJson the file's text
   * @return the config, with transformers' defaults for what the JSON lacks
   * @throws IllegalArgumentException if the JSON is broken or asks for what CLIP cannot use
   */
  public static PreprocessConfig fromHuggingFaceJson(String preprocessorConfigJson) {
    Objects.requireNonNull(preprocessorConfigJson, "preprocessorConfigJson");
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
        background(layout),
        false,
        false,
        DEFAULT_MAX_PIXELS);
  }

  /**
   * {@return this config with another side; the resize edge follows if it was equal to the side}
   *
   * @param newSize side of the square, in pixels
   */
  public PreprocessConfig withSize(int newSize) {
    return changed(
        draft -> {
          draft.size = newSize;
          draft.resizeEdge = resizeEdge == size ? newSize : resizeEdge;
        });
  }

  /**
   * {@return this config with other means and deviations}
   *
   * @param newMean means of red, green and blue, of values in [0, 1]
   * @param newStd deviations of red, green and blue, above 0
   */
  public PreprocessConfig withNormalization(Rgb newMean, Rgb newStd) {
    return changed(
        draft -> {
          draft.mean = newMean;
          draft.std = newStd;
        });
  }

  /**
   * {@return this config in the other layout} The rescale factor becomes 1/255; and if the
   * background is what the old layout does with transparent pixels by itself, it becomes what the
   * new one does. A background that was chosen stays.
   *
   * @param newLayout whose order of steps to follow
   */
  public PreprocessConfig withLayout(PreprocessLayout newLayout) {
    Objects.requireNonNull(newLayout, "newLayout");
    return changed(
        draft -> {
          draft.layout = newLayout;
          draft.rescaleFactor = BYTE_SCALE;
          if (Objects.equals(background, background(layout))) {
            draft.background = background(newLayout);
          }
        });
  }

  /** What a layout's program lays transparent pictures over; null if it drops alpha. */
  private static @Nullable Rgb background(PreprocessLayout layout) {
    return layout == PreprocessLayout.HUGGING_FACE ? new Rgb(255f, 255f, 255f) : null;
  }

  /**
   * {@return this config with another resize edge}
   *
   * @param newResizeEdge edge to resize to before the crop, in pixels
   */
  public PreprocessConfig withResizeEdge(int newResizeEdge) {
    return changed(draft -> draft.resizeEdge = newResizeEdge);
  }

  /**
   * {@return this config with another rescale factor (Hugging Face layout only)}
   *
   * @param newRescaleFactor what each byte is multiplied by
   */
  public PreprocessConfig withRescaleFactor(double newRescaleFactor) {
    return changed(draft -> draft.rescaleFactor = newRescaleFactor);
  }

  /**
   * {@return this config with another filter}
   *
   * @param newInterpolation how pixels are computed
   */
  public PreprocessConfig withInterpolation(Interpolation newInterpolation) {
    return changed(draft -> draft.interpolation = newInterpolation);
  }

  /**
   * {@return this config with another way to the square}
   *
   * @param newResizeMode what becomes of the longer side
   */
  public PreprocessConfig withResizeMode(ResizeMode newResizeMode) {
    return changed(draft -> draft.resizeMode = newResizeMode);
  }

  /**
   * {@return this config with another colour of the bars}
   *
   * @param newPadFill bytes in [0, 255]
   */
  public PreprocessConfig withPadFill(Rgb newPadFill) {
    return changed(draft -> draft.padFill = newPadFill);
  }

  /**
   * {@return this config with orientation tags followed or ignored}
   *
   * @param newExifOrientation true to follow the tag
   */
  public PreprocessConfig withExifOrientation(boolean newExifOrientation) {
    return changed(draft -> draft.exifOrientation = newExifOrientation);
  }

  /**
   * {@return this config with transparent pixels laid over a colour (null: alpha dropped)}
   *
   * @param newBackground bytes in [0, 255], or null
   */
  public PreprocessConfig withBackground(@Nullable Rgb newBackground) {
    return changed(draft -> draft.background = newBackground);
  }

  /**
   * {@return this config with 16-bit gray scaled or clipped}
   *
   * @param newScale16 true to scale to 8 bits, false to clip at 255 as Pillow does
   */
  public PreprocessConfig withScale16(boolean newScale16) {
    return changed(draft -> draft.scale16 = newScale16);
  }

  /**
   * {@return this config with damaged files read as far as possible, or refused}
   *
   * @param newLenient true to read as far as possible
   */
  public PreprocessConfig withLenient(boolean newLenient) {
    return changed(draft -> draft.lenient = newLenient);
  }

  /**
   * {@return this config with another pixel limit}
   *
   * @param newMaxPixels the most pixels of a picture that is decoded
   */
  public PreprocessConfig withMaxPixels(long newMaxPixels) {
    return changed(draft -> draft.maxPixels = newMaxPixels);
  }

  private PreprocessConfig changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build();
  }

  /** The components, to change a few and build again: the one place that lists them all. */
  private static final class Draft {
    private int size;
    private Interpolation interpolation;
    private ResizeMode resizeMode;
    private Rgb mean;
    private Rgb std;
    private PreprocessLayout layout;
    private int resizeEdge;
    private double rescaleFactor;
    private Rgb padFill;
    private boolean exifOrientation;
    private @Nullable Rgb background;
    private boolean scale16;
    private boolean lenient;
    private long maxPixels;

    Draft(PreprocessConfig from) {
      size = from.size;
      interpolation = from.interpolation;
      resizeMode = from.resizeMode;
      mean = from.mean;
      std = from.std;
      layout = from.layout;
      resizeEdge = from.resizeEdge;
      rescaleFactor = from.rescaleFactor;
      padFill = from.padFill;
      exifOrientation = from.exifOrientation;
      background = from.background;
      scale16 = from.scale16;
      lenient = from.lenient;
      maxPixels = from.maxPixels;
    }

    PreprocessConfig build() {
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
          maxPixels);
    }
  }
}
