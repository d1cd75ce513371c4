package io.github.clip4j.image;

import java.util.Locale;

/**
 * Resampling filters with the definitions that Pillow's {@code Resampling} uses. All but {@link
 * #NEAREST} are antialiased: their support grows with the scale when a picture shrinks.
 *
 * @since 0.1.0
 */
public enum Interpolation {
  /** The source pixel under the centre of the output pixel. */
  NEAREST(0.0, 0),
  /** Area average. */
  BOX(0.5, 4),
  /** Triangle of support 1. */
  BILINEAR(1.0, 2),
  /** Hamming-windowed sinc of support 1. */
  HAMMING(1.0, 5),
  /** Keys' cubic with a = -0.5, support 2. */
  BICUBIC(2.0, 3),
  /** Lanczos-windowed sinc of support 3. */
  LANCZOS(3.0, 1);

  private final double support;
  private final int pillowCode;

  Interpolation(double support, int pillowCode) {
    this.support = support;
    this.pillowCode = pillowCode;
  }

  /** Half the filter's width in output pixels. */
  double support() {
    return support;
  }

  /** {@return the number that Pillow and {@code preprocessor_config.json} use for this filter} */
  public int pillowCode() {
    return pillowCode;
  }

  /**
   * {@return the filter for a name such as {@code "bicubic"} (any case)}
   *
   * @param name Pillow's, torchvision's or open_clip's name
   * @throws IllegalArgumentException for a name that is none of these
   */
  public static Interpolation fromName(String name) {
    for (Interpolation value : values()) {
      if (value.name().equals(name.toUpperCase(Locale.ROOT))) {
        return value;
      }
    }
    // open_clip writes "random" for training and then evaluates with bicubic.
    if (name.equalsIgnoreCase("random")) {
      return BICUBIC;
    }
    throw new IllegalArgumentException(
        "unknown interpolation \""
            + name
            + "\"; known: nearest, box, bilinear, hamming, bicubic, lanczos");
  }

  /**
   * {@return the filter for Pillow's number, 0 to 5}
   *
   * @param code from 0 to 5
   * @throws IllegalArgumentException for any other number
   */
  public static Interpolation fromPillowCode(int code) {
    for (Interpolation value : values()) {
      if (value.pillowCode == code) {
        return value;
      }
    }
    throw new IllegalArgumentException("unknown resample code " + code + "; known: 0 to 5");
  }

  /** The filter's weight at {@code x}; operations in Pillow's order, so that the doubles agree. */
  double weight(double x) {
    return switch (this) {
      case NEAREST -> 0.0;
      case BOX -> x > -0.5 && x <= 0.5 ? 1.0 : 0.0;
      case BILINEAR -> {
        double d = Math.abs(x);
        yield d < 1.0 ? 1.0 - d : 0.0;
      }
      case HAMMING -> {
        double d = Math.abs(x);
        if (d == 0.0) {
          yield 1.0;
        }
        if (d >= 1.0) {
          yield 0.0;
        }
        double t = d * Math.PI;
        yield Math.sin(t) / t * (0.54 + 0.46 * Math.cos(t));
      }
      case BICUBIC -> {
        final double a = -0.5;
        double d = Math.abs(x);
        if (d < 1.0) {
          yield ((a + 2.0) * d - (a + 3.0)) * d * d + 1;
        }
        yield d < 2.0 ? (((d - 5) * d + 8) * d - 4) * a : 0.0;
      }
      case LANCZOS -> x >= -3.0 && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0;
    };
  }

  private static double sinc(double x) {
    if (x == 0.0) {
      return 1.0;
    }
    double t = x * Math.PI;
    return Math.sin(t) / t;
  }
}
