package io.github.clip4j.vector;

import java.util.Locale;
import java.util.Objects;

/**
 * Dot products, norms and cosines of float vectors, one at a time or by the matrix.
 *
 * <p>Every sum is kept in double precision. The square of the largest float is about 1e77 and that
 * of the smallest about 2e-90, so neither overflow nor underflow is possible for finite input: the
 * cosine of {@code {3e38f, 0}} and {@code {1e-45f, 0}} is 1. Scalars are returned as double;
 * matrices are rounded to float.
 *
 * <p>Vectors must be finite and of equal length. The methods never change their arguments and are
 * safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class VectorMath {
  private VectorMath() {}

  /**
   * {@return the dot product, {@code Σ a[i]·b[i]}}
   *
   * @param a any vector; an empty one gives 0
   * @param b a vector of the same length
   * @throws IllegalArgumentException if the lengths differ, or a value is NaN or infinite
   */
  public static double dot(float[] a, float[] b) {
    requireSameLength(a, b);
    double sum = Kernels.dot(a, b);
    if (!Double.isFinite(sum)) {
      requireFinite(a, "a");
      requireFinite(b, "b");
    }
    return sum;
  }

  /**
   * {@return the Euclidean length, {@code √Σ a[i]²}; 0 only for a vector of zeros}
   *
   * @param a any vector
   * @throws IllegalArgumentException if a value is NaN or infinite
   */
  public static double norm(float[] a) {
    return Math.sqrt(squaredNorm(a, "a"));
  }

  /**
   * A vector of the same direction and length 1. A vector of zeros has no direction and is returned
   * as it is, as torch's {@code normalize} does.
   *
   * @param a any vector; it is not changed
   * @return a new array
   * @throws IllegalArgumentException if a value is NaN or infinite
   */
  public static float[] normalize(float[] a) {
    double norm = norm(a);
    float[] unit = a.clone();
    if (norm > 0) {
      for (int i = 0; i < unit.length; i++) {
        unit[i] = (float) (unit[i] / norm);
      }
    }
    return unit;
  }

  /**
   * The cosine of the angle between two vectors, {@code a·b / (‖a‖ ‖b‖)}: 1 for the same direction,
   * 0 for orthogonal ones, -1 for opposite ones, whatever their lengths. If either is a vector of
   * zeros the result is 0, as torch's {@code cosine_similarity} gives.
   *
   * <p>Unlike torch, which never divides by less than 1e-8, very short vectors keep their true
   * cosine.
   *
   * @param a any vector
   * @param b a vector of the same length
   * @return a value in {@code [-1, 1]}
   * @throws IllegalArgumentException if the lengths differ, or a value is NaN or infinite
   */
  public static double cosine(float[] a, float[] b) {
    requireSameLength(a, b);
    return cosine(Kernels.dot(a, b), squaredNorm(a, "a"), squaredNorm(b, "b"));
  }

  /**
   * The cosine of one vector with every row of a matrix.
   *
   * @param a a vector
   * @param rows vectors of the same length
   * @return one cosine a row
   * @throws IllegalArgumentException if a length differs, or a value is NaN or infinite; the
   *     message names the row
   */
  public static float[] cosine(float[] a, float[][] rows) {
    Objects.requireNonNull(a, "a");
    Objects.requireNonNull(rows, "rows");
    return cosine(new float[][] {a}, rows)[0];
  }

  /**
   * The cosine of every row of one matrix with every row of another.
   *
   * @param a {@code n} vectors
   * @param b {@code m} vectors of the same length
   * @return {@code n} rows of {@code m} cosines
   * @throws IllegalArgumentException if a length differs, or a value is NaN or infinite; the
   *     message names the row
   */
  public static float[][] cosine(float[][] a, float[][] b) {
    requireSameLength(a, b);
    double[] normsOfB = squaredNorms(b, "b");
    double[] normsOfA = squaredNorms(a, "a");
    float[][] result = new float[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        result[i][j] = (float) cosine(Kernels.dot(a[i], b[j]), normsOfA[i], normsOfB[j]);
      }
    }
    return result;
  }

  /**
   * The matrix product {@code A·Bᵀ}: the dot product of every row of one matrix with every row of
   * another. For unit vectors these are the cosines.
   *
   * @param a {@code n} vectors
   * @param b {@code m} vectors of the same length
   * @return {@code n} rows of {@code m} products, rounded to float
   * @throws IllegalArgumentException if a length differs, or a value is NaN or infinite; the
   *     message names the row
   */
  public static float[][] dot(float[][] a, float[][] b) {
    requireSameLength(a, b);
    requireFinite(a, "a");
    requireFinite(b, "b");
    float[][] result = new float[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        result[i][j] = (float) Kernels.dot(a[i], b[j]);
      }
    }
    return result;
  }

  /**
   * Every row brought to length 1, as {@link #normalize(float[])} does.
   *
   * @param rows vectors; they are not changed
   * @return new rows
   * @throws IllegalArgumentException if a value is NaN or infinite; the message names the row
   */
  public static float[][] normalize(float[][] rows) {
    requireFinite(rows, "rows");
    float[][] result = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      result[i] = normalize(rows[i]);
    }
    return result;
  }

  /**
   * Turns scores into probabilities: {@code e^x[i] / Σ e^x[j]}. CLIP applies it to the logits of
   * one picture, its cosines times the model's logit scale. The largest score is subtracted first,
   * so large logits are safe.
   *
   * @param scores at least one score
   * @return positive values that sum to 1 up to rounding
   * @throws IllegalArgumentException if there is no score, or one is NaN or infinite
   */
  public static float[] softmax(float[] scores) {
    Objects.requireNonNull(scores, "scores");
    if (scores.length == 0) {
      throw new IllegalArgumentException("softmax needs at least one score");
    }
    requireFinite(scores, "scores");
    double max = scores[0];
    for (float score : scores) {
      max = Math.max(max, score);
    }
    double[] powers = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      powers[i] = Math.exp(scores[i] - max);
      sum += powers[i];
    }
    float[] probabilities = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = (float) (powers[i] / sum);
    }
    return probabilities;
  }

  static double cosine(double dot, double squaredNormA, double squaredNormB) {
    if (squaredNormA == 0 || squaredNormB == 0) {
      return 0;
    }
    // One root of the product, not a product of roots: for equal vectors it is exact, hence 1.
    double cosine = dot / Math.sqrt(squaredNormA * squaredNormB);
    return Math.max(-1, Math.min(1, cosine));
  }

  static double squaredNorm(float[] a, String name) {
    Objects.requireNonNull(a, name);
    double sum = Kernels.dot(a, a);
    if (!Double.isFinite(sum)) {
      requireFinite(a, name);
    }
    return sum;
  }

  static void requireSameLength(float[] a, float[] b) {
    Objects.requireNonNull(a, "a");
    Objects.requireNonNull(b, "b");
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vector lengths differ: a has " + a.length + ", b has " + b.length);
    }
  }

  private static double[] squaredNorms(float[][] rows, String name) {
    double[] result = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      result[i] = squaredNorm(rows[i], name + "[" + i + "]");
    }
    return result;
  }

  private static void requireSameLength(float[][] a, float[][] b) {
    Objects.requireNonNull(a, "a");
    Objects.requireNonNull(b, "b");
    if (a.length == 0) {
      return;
    }
    int length = Objects.requireNonNull(a[0], "a[0]").length;
    requireRowLength(a, "a", length);
    requireRowLength(b, "b", length);
  }

  private static void requireRowLength(float[][] rows, String name, int length) {
    for (int i = 0; i < rows.length; i++) {
      Objects.requireNonNull(rows[i], name + "[" + i + "]");
      if (rows[i].length != length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "vector lengths differ: a[0] has %d, %s[%d] has %d",
                length,
                name,
                i,
                rows[i].length));
      }
    }
  }

  private static void requireFinite(float[][] rows, String name) {
    Objects.requireNonNull(rows, name);
    for (int i = 0; i < rows.length; i++) {
      requireFinite(Objects.requireNonNull(rows[i], name + "[" + i + "]"), name + "[" + i + "]");
    }
  }

  static void requireFinite(float[] a, String name) {
    for (int i = 0; i < a.length; i++) {
      if (!Float.isFinite(a[i])) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "%s[%d] is %s; vectors must be finite", name, i, a[i]));
      }
    }
  }
}
