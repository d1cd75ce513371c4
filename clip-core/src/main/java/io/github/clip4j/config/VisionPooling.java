package io.github.clip4j.config;

/**
 * How a vision transformer's tokens become one vector.
 *
 * @since 0.1.0
 */
public enum VisionPooling {
  /** The class token (open_clip's {@code pool_type: tok}). */
  TOKEN,
  /** The mean over the patch tokens, class token left out ({@code pool_type: avg}). */
  AVERAGE
}
