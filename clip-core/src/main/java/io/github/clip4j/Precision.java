package io.github.clip4j;

/** How the matrix products of a model are computed. Vectors are float32 in any case. */
public enum Precision {
  /** The one this library judges best here; today always {@link #FP32}. */
  AUTO,
  /** float32 weights and arithmetic: equal to the reference up to rounding. */
  FP32
}
