/**
 * Which sizes a CLIP has: the typed configuration of both towers, and the two JSON dialects that
 * checkpoints carry ({@code open_clip_config.json} of open_clip, {@code config.json} of Hugging
 * Face). Start with {@link io.github.clip4j.config.ClipConfig}.
 */
@NullMarked
package io.github.clip4j.config;

import org.jspecify.annotations.NullMarked;
