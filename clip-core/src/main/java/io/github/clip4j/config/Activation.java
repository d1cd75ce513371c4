package io.github.clip4j.config;

/**
 * The activation function of a tower's MLP blocks.
 *
 * @since 0.1.0
 */
public enum Activation {
  /** Exact GELU, {@code x·Φ(x)} with the error function. */
  GELU,
  /** GELU by the tanh approximation ({@code gelu_pytorch_tanh}). */
  GELU_TANH,
  /** OpenAI's {@code x·σ(1.702·x)}. */
  QUICK_GELU
}
