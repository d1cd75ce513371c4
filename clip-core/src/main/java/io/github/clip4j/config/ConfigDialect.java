package io.github.clip4j.config;

/**
 * The two JSON dialects in which checkpoints describe themselves.
 *
 * @since 0.1.0
 */
public enum ConfigDialect {
  /** {@code open_clip_config.json}. */
  OPEN_CLIP,
  /** Hugging Face's {@code config.json}. */
  HUGGING_FACE
}
