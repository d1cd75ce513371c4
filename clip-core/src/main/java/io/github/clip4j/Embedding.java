package io.github.clip4j;

import io.github.clip4j.vector.VectorMath;
import java.util.Arrays;
import java.util.Objects;

/**
 * A picture or a text as a vector. Raw as the model gives it unless {@link #normalized()}; the
 * cosine is the same either way. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Embedding {
  private final float[] values;

  private Embedding(float[] values) {
    this.values = values;
  }

  /**
   * Wraps a copy of the values.
   *
   * @param values at least one, all finite
   * @return an embedding of a copy
   * @throws IllegalArgumentException if empty, or a value is NaN or infinite
   */
  public static Embedding of(float... values) {
    return owning(values.clone());
  }

  /** Takes the array over; for vectors that nobody else holds. */
  static Embedding owning(float[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("an embedding needs at least one value");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException("value " + i + " of the embedding is " + values[i]);
      }
    }
    return new Embedding(values);
  }

  /** {@return the values; a copy} */
  public float[] values() {
    return values.clone();
  }

  /** {@return how many values there are} */
  public int dimension() {
    return values.length;
  }

  /** {@return the Euclidean length} */
  public double norm() {
    return VectorMath.norm(values);
  }

  /** {@return this vector at length 1; the zero vector stays zero} */
  public Embedding normalized() {
    return new Embedding(VectorMath.normalize(values));
  }

  /**
   * {@return the cosine of the angle to another vector, in [-1, 1]; 0 if either is zero}
   *
   * @param other a vector of the same dimension
   * @throws IllegalArgumentException if the dimensions differ
   */
  public float cosine(Embedding other) {
    return (float) VectorMath.cosine(values, Objects.requireNonNull(other, "other").values);
  }

  /**
   * {@return the scalar product with another vector}
   *
   * @param other a vector of the same dimension
   * @throws IllegalArgumentException if the dimensions differ
   */
  public double dot(Embedding other) {
    return VectorMath.dot(values, Objects.requireNonNull(other, "other").values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding e && Arrays.equals(values, e.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** The dimension and the first values. */
  @Override
  public String toString() {
    float[] first = Arrays.copyOf(values, Math.min(4, values.length));
    String text = Arrays.toString(first);
    return "Embedding["
        + values.length
        + "] "
        + (values.length > 4 ? text.replace("]", ", …]") : text);
  }
}
