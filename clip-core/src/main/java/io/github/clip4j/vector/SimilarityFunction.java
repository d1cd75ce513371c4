package io.github.clip4j.vector;

/**
 * What "alike" means. Of every function a larger value means more alike, so a search can sort by
 * any of them. CLIP was trained with {@link #COSINE}; on unit vectors {@link #DOT_PRODUCT} gives
 * the same numbers for less work, and {@link #EUCLIDEAN} the same order.
 *
 * @since 0.1.0
 */
public enum SimilarityFunction {
  /**
   * The cosine of the angle, in {@code [-1, 1]}; see {@link VectorMath#cosine(float[], float[])}.
   */
  COSINE {
    @Override
    double compute(float[] a, float[] b) {
      return VectorMath.cosine(a, b);
    }
  },
  /** The dot product, unbounded; grows with the lengths of the vectors. */
  DOT_PRODUCT {
    @Override
    double compute(float[] a, float[] b) {
      return VectorMath.dot(a, b);
    }
  },
  /** The negated Euclidean distance, {@code -√Σ (a[i]-b[i])²}; 0 for equal vectors. */
  EUCLIDEAN {
    @Override
    double compute(float[] a, float[] b) {
      return 0 - Math.sqrt(Kernels.squaredDistance(a, b));
    }
  },
  /** The negated Manhattan distance, {@code -Σ |a[i]-b[i]|}; 0 for equal vectors. */
  MANHATTAN {
    @Override
    double compute(float[] a, float[] b) {
      return 0 - Kernels.manhattanDistance(a, b);
    }
  };

  /**
   * {@return how alike two vectors are; larger is more alike}
   *
   * @param a any vector
   * @param b a vector of the same length
   * @throws IllegalArgumentException if the lengths differ, or a value is NaN or infinite
   */
  public double similarity(float[] a, float[] b) {
    VectorMath.requireSameLength(a, b);
    double result = compute(a, b);
    if (!Double.isFinite(result)) {
      VectorMath.requireFinite(a, "a");
      VectorMath.requireFinite(b, "b");
    }
    return result;
  }

  abstract double compute(float[] a, float[] b);
}
