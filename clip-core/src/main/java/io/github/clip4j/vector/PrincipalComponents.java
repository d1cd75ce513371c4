package io.github.clip4j.vector;

import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The directions in which some vectors differ most, for looking at many dimensions in two: the
 * principal components. The first is the direction of the greatest variance, each next one the
 * greatest of what is left, at right angles to those before.
 *
 * <p>Computed from the covariance matrix by orthogonal iteration with a few spare directions and a
 * Rayleigh-Ritz step (Golub and Van Loan, Matrix Computations, sections 8.2 and 8.1), in double
 * precision. The start is fixed, so equal input gives equal output. The sign of a component, which
 * the definition leaves open, is chosen so that its value of largest magnitude is positive.
 *
 * <p>Cost: {@code n·d²/2} multiplications once, then {@code d²} times the components a step; memory
 * {@code d²} doubles. Ten thousand vectors of 512 take about a second. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class PrincipalComponents {
  private static final int SPARE = 6;
  private static final int MAX_STEPS = 500;
  private static final double TOLERANCE = 1e-12;
  private static final long START = 0x5eed;

  private final double[] mean;
  private final double[][] axes;
  private final double[] variances;
  private final double totalVariance;

  private PrincipalComponents(
      double[] mean, double[][] axes, double[] variances, double totalVariance) {
    this.mean = mean;
    this.axes = axes;
    this.variances = variances;
    this.totalVariance = totalVariance;
  }

  /**
   * Finds the components of some vectors.
   *
   * @param rows at least one vector, all of one length, finite
   * @param count how many components, 1 to the length of a vector
   * @return the components, the one of the largest variance first
   * @throws IllegalArgumentException if there is no row, the lengths differ, a value is NaN or
   *     infinite, or {@code count} is out of range
   */
  public static PrincipalComponents of(float[][] rows, int count) {
    Objects.requireNonNull(rows, "rows");
    if (rows.length == 0) {
      throw new IllegalArgumentException("principal components need at least one vector");
    }
    int dimension = Objects.requireNonNull(rows[0], "rows[0]").length;
    if (count < 1 || count > dimension) {
      throw new IllegalArgumentException(
          "count must be 1 to the length of a vector, " + dimension + ": " + count);
    }
    for (int i = 0; i < rows.length; i++) {
      VectorMath.requireFinite(
          Objects.requireNonNull(rows[i], "rows[" + i + "]"), "rows[" + i + "]");
      if (rows[i].length != dimension) {
        throw new IllegalArgumentException(
            "vector lengths differ: rows[0] has "
                + dimension
                + ", rows["
                + i
                + "] has "
                + rows[i].length);
      }
    }
    double[] mean = mean(rows, dimension);
    double[][] covariance = covariance(rows, mean);
    double total = 0;
    for (int i = 0; i < dimension; i++) {
      total += covariance[i][i];
    }
    double[] variances = new double[count];
    double[][] axes = leadingAxes(covariance, variances);
    return new PrincipalComponents(mean, axes, variances, total);
  }

  /** {@return how many components there are} */
  public int count() {
    return axes.length;
  }

  /**
   * A component as a direction of length 1.
   *
   * @param component from 0, the greatest variance first
   * @return a copy, as long as the vectors
   */
  public double[] axis(int component) {
    return axes[Objects.checkIndex(component, axes.length)].clone();
  }

  /**
   * {@return the variance along a component, with divisor {@code n - 1} as scikit-learn's {@code
   * explained_variance_} has it; 0 for a single vector}
   *
   * @param component from 0
   */
  public double variance(int component) {
    return variances[Objects.checkIndex(component, variances.length)];
  }

  /**
   * {@return the part of all variance that lies along a component, in {@code [0, 1]}; 0 if the
   * vectors do not differ at all}
   *
   * @param component from 0
   */
  public double varianceRatio(int component) {
    return totalVariance > 0 ? variance(component) / totalVariance : 0;
  }

  /**
   * The coordinates of a vector along the components, from the mean of those that were given.
   *
   * @param vector of the same length
   * @return one coordinate a component
   * @throws IllegalArgumentException if the length differs, or a value is NaN or infinite
   */
  public double[] project(float[] vector) {
    Objects.requireNonNull(vector, "vector");
    if (vector.length != mean.length) {
      throw new IllegalArgumentException(
          "vector lengths differ: the components have "
              + mean.length
              + ", the vector has "
              + vector.length);
    }
    VectorMath.requireFinite(vector, "vector");
    double[] coordinates = new double[axes.length];
    for (int c = 0; c < axes.length; c++) {
      double sum = 0;
      for (int i = 0; i < mean.length; i++) {
        sum += (vector[i] - mean[i]) * axes[c][i];
      }
      coordinates[c] = sum;
    }
    return coordinates;
  }

  /**
   * The coordinates of many vectors.
   *
   * @param rows vectors of the same length
   * @return a row of coordinates for each
   */
  public double[][] project(float[][] rows) {
    Objects.requireNonNull(rows, "rows");
    double[][] coordinates = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      coordinates[i] = project(rows[i]);
    }
    return coordinates;
  }

  private static double[] mean(float[][] rows, int dimension) {
    double[] mean = new double[dimension];
    for (float[] row : rows) {
      for (int i = 0; i < dimension; i++) {
        mean[i] += row[i];
      }
    }
    for (int i = 0; i < dimension; i++) {
      mean[i] /= rows.length;
    }
    return mean;
  }

  private static double[][] covariance(float[][] rows, double[] mean) {
    int dimension = mean.length;
    double[][] covariance = new double[dimension][dimension];
    double[] centred = new double[dimension];
    for (float[] row : rows) {
      for (int i = 0; i < dimension; i++) {
        centred[i] = row[i] - mean[i];
      }
      for (int i = 0; i < dimension; i++) {
        double value = centred[i];
        double[] target = covariance[i];
        for (int j = 0; j <= i; j++) {
          target[j] += value * centred[j];
        }
      }
    }
    double divisor = Math.max(1, rows.length - 1);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i][j] /= divisor;
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  /** The leading eigenvectors as rows; their eigenvalues go into {@code variances}. */
  private static double[][] leadingAxes(double[][] covariance, double[] variances) {
    int dimension = covariance.length;
    int width = Math.min(dimension, variances.length + SPARE);
    double[][] basis = new double[width][dimension];
    SplittableRandom random = new SplittableRandom(START);
    for (double[] direction : basis) {
      for (int i = 0; i < dimension; i++) {
        direction[i] = random.nextDouble(-1, 1);
      }
    }
    SymmetricEigen.orthonormalize(basis);
    double[] previous = new double[variances.length];
    for (int step = 0; step < MAX_STEPS; step++) {
      double[][] image = new double[width][];
      double[][] small = new double[width][width];
      for (int a = 0; a < width; a++) {
        image[a] = product(covariance, basis[a]);
      }
      for (int a = 0; a < width; a++) {
        for (int b = 0; b < width; b++) {
          small[a][b] = dot(basis[b], image[a]);
        }
      }
      SymmetricEigen eigen = SymmetricEigen.of(small);
      // Best axes within the span so far; multiplied by the matrix they lead on to the next span.
      double[][] ritz = combine(eigen.vectors(), basis);
      double[][] next = combine(eigen.vectors(), image);
      boolean still = true;
      for (int c = 0; c < variances.length; c++) {
        variances[c] = Math.max(0, eigen.values()[c]);
        still &= Math.abs(variances[c] - previous[c]) <= TOLERANCE * variances[0];
        previous[c] = variances[c];
      }
      basis = ritz;
      if (step > 0 && still) {
        break;
      }
      SymmetricEigen.orthonormalize(next);
      basis = next;
    }
    double[][] axes = new double[variances.length][];
    for (int c = 0; c < axes.length; c++) {
      axes[c] = withFixedSign(basis[c]);
    }
    return axes;
  }

  private static double[] product(double[][] matrix, double[] vector) {
    double[] result = new double[vector.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = dot(matrix[i], vector);
    }
    return result;
  }

  private static double[][] combine(double[][] weights, double[][] rows) {
    double[][] result = new double[weights.length][rows[0].length];
    for (int a = 0; a < weights.length; a++) {
      for (int b = 0; b < rows.length; b++) {
        for (int i = 0; i < rows[b].length; i++) {
          result[a][i] += weights[a][b] * rows[b][i];
        }
      }
    }
    return result;
  }

  private static double[] withFixedSign(double[] axis) {
    double largest = 0;
    for (double value : axis) {
      if (Math.abs(value) > Math.abs(largest)) {
        largest = value;
      }
    }
    if (largest < 0) {
      for (int i = 0; i < axis.length; i++) {
        axis[i] = -axis[i];
      }
    }
    return axis;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
