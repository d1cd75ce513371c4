package io.github.clip4j.checkpoint;

/**
 * Who laid a checkpoint out; decides default text cleaning and the rounding of the crop.
 *
 * @since 0.1.0
 */
public enum CheckpointLayout {
  /** open_clip: {@code open_clip_config.json}, or a bare state dict in its names. */
  OPEN_CLIP,
  /** OpenAI's own {@code .pt} file: a TorchScript archive, used as a container of weights only. */
  OPENAI,
  /** Hugging Face's {@code CLIPModel}: {@code config.json} and {@code preprocessor_config.json}. */
  HUGGING_FACE
}
