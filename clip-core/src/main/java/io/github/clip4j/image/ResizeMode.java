package io.github.clip4j.image;

import java.util.Locale;

/**
 * How a picture of any shape becomes a square; the names are open_clip's.
 *
 * @since 0.1.0
 */
public enum ResizeMode {
  /** The shorter side becomes the size, and the centre square is kept. */
  SHORTEST,
  /** Both sides become the size; the shape is not kept. */
  SQUASH,
  /** The longer side becomes the size, and the rest is padded. */
  LONGEST;

  /**
   * {@return the mode for open_clip's name (any case)}
   *
   * @param name {@code shortest}, {@code longest} or {@code squash}
   * @throws IllegalArgumentException for a name that is none of these
   */
  public static ResizeMode fromName(String name) {
    for (ResizeMode value : values()) {
      if (value.name().equals(name.toUpperCase(Locale.ROOT))) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "unknown resize mode \"" + name + "\"; known: shortest, squash, longest");
  }
}
