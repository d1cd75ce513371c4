package io.github.clip4j.vector;

import java.util.Arrays;

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub
 * and Van Loan, Matrix Computations, section 8.5), the largest value first.
 */
final class SymmetricEigen {
  private static final int MAX_SWEEPS = 60;

  private final double[] values;
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /** Sorted, largest first. */
  double[] values() {
    return values;
  }

  /** Rows of length 1, in the order of the values. */
  double[][] vectors() {
    return vectors;
  }

  /** Decomposes a copy of the matrix. */
  static SymmetricEigen of(double[][] symmetric) {
    int n = symmetric.length;
    double[][] a = new double[n][];
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      a[i] = symmetric[i].clone();
      v[i][i] = 1;
    }
    for (int sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a) > 0; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, v, p, q);
        }
      }
    }
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(a[j][j], a[i][i]));
    double[] values = new double[n];
    double[][] vectors = new double[n][];
    for (int i = 0; i < n; i++) {
      values[i] = a[order[i]][order[i]];
      vectors[i] = v[order[i]];
    }
    return new SymmetricEigen(values, vectors);
  }

  private static double offDiagonal(double[][] a) {
    double sum = 0;
    double diagonal = 0;
    for (int i = 0; i < a.length; i++) {
      diagonal += a[i][i] * a[i][i];
      for (int j = 0; j < i; j++) {
        sum += a[i][j] * a[i][j];
      }
    }
    return sum <= 1e-32 * diagonal ? 0 : sum;
  }

  /** Makes {@code a[p][q]} zero; the rows of {@code v} follow. */
  private static void rotate(double[][] a, double[][] v, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int i = 0; i < a.length; i++) {
      double ip = a[i][p];
      double iq = a[i][q];
      a[i][p] = c * ip - s * iq;
      a[i][q] = s * ip + c * iq;
    }
    turnRows(a, p, q, c, s);
    turnRows(v, p, q, c, s);
  }

  private static void turnRows(double[][] rows, int p, int q, double c, double s) {
    for (int i = 0; i < rows[p].length; i++) {
      double pi = rows[p][i];
      double qi = rows[q][i];
      rows[p][i] = c * pi - s * qi;
      rows[q][i] = s * pi + c * qi;
    }
  }

  /**
   * Makes rows orthonormal in place, by Gram-Schmidt done twice, which is enough (Kahan). A row
   * that lies in the span of those before it is replaced by an axis that does not.
   */
  static void orthonormalize(double[][] rows) {
    int unit = 0;
    for (int r = 0; r < rows.length; r++) {
      double before = Math.sqrt(PrincipalComponents.dot(rows[r], rows[r]));
      double length = project(rows, r);
      while (!(length > 1e-10 * before) || length == 0) {
        Arrays.fill(rows[r], 0);
        rows[r][unit++] = 1;
        before = 1;
        length = project(rows, r);
      }
      for (int i = 0; i < rows[r].length; i++) {
        rows[r][i] /= length;
      }
    }
  }

  /** Takes the rows before out of one row; returns the length that is left. */
  private static double project(double[][] rows, int r) {
    for (int pass = 0; pass < 2; pass++) {
      for (int k = 0; k < r; k++) {
        double along = PrincipalComponents.dot(rows[k], rows[r]);
        for (int i = 0; i < rows[r].length; i++) {
          rows[r][i] -= along * rows[k][i];
        }
      }
    }
    return Math.sqrt(PrincipalComponents.dot(rows[r], rows[r]));
  }
}
