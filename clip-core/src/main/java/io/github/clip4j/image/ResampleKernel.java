package io.github.clip4j.image;

/**
 * Filter windows and weights of one axis, for the output pixels of a crop only. Same doubles in the
 * same order as Pillow's {@code precompute_coeffs}; weights as 22-bit fixed point for 8-bit pixels.
 */
final class ResampleKernel {
  /** 32 bits less 8 for the result and 2 for overshoot. */
  static final int PRECISION_BITS = 32 - 8 - 2;

  /** First input pixel of each output pixel. */
  final int[] first;

  /** Number of input pixels of each output pixel. */
  final int[] count;

  /** Weights of output pixel {@code i} start at {@code i * stride}. */
  final int stride;

  final double[] weights;
  final int[] fixed;

  private ResampleKernel(int n, int stride) {
    this.first = new int[n];
    this.count = new int[n];
    this.stride = stride;
    this.weights = new double[Math.multiplyExact(n, stride)];
    this.fixed = new int[weights.length];
  }

  /**
   * Windows of outputs {@code offset} to {@code offset + n}, of {@code inSize} made {@code
   * outSize}.
   */
  static ResampleKernel of(int inSize, long outSize, long offset, int n, Interpolation filter) {
    double scale = (double) inSize / outSize;
    double filterScale = Math.max(scale, 1.0);
    double support = filter.support() * filterScale;
    int stride = Math.min((int) Math.ceil(support) * 2 + 1, inSize);
    ResampleKernel kernel = new ResampleKernel(n, stride);
    double inverse = 1.0 / filterScale;
    for (int i = 0; i < n; i++) {
      double center = (offset + i + 0.5) * scale;
      int min = Math.max(0, (int) (center - support + 0.5));
      int max = Math.min(inSize, (int) (center + support + 0.5));
      int taps = max - min;
      int base = i * stride;
      double sum = 0.0;
      for (int t = 0; t < taps; t++) {
        double weight = filter.weight((t + min - center + 0.5) * inverse);
        kernel.weights[base + t] = weight;
        sum += weight;
      }
      for (int t = 0; t < taps; t++) {
        if (sum != 0.0) {
          kernel.weights[base + t] /= sum;
        }
        double scaled = kernel.weights[base + t] * (1 << PRECISION_BITS);
        kernel.fixed[base + t] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
      }
      kernel.first[i] = min;
      kernel.count[i] = taps;
    }
    return kernel;
  }

  /** Windows of one pixel each: an axis that keeps its size. */
  static ResampleKernel copy(int offset, int n) {
    ResampleKernel kernel = new ResampleKernel(n, 1);
    for (int i = 0; i < n; i++) {
      kernel.first[i] = offset + i;
      kernel.count[i] = 1;
      kernel.weights[i] = 1.0;
      kernel.fixed[i] = 1 << PRECISION_BITS;
    }
    return kernel;
  }

  /** A sum of fixed-point weights times bytes, with its rounding term, as a byte. */
  static int clip8(int sum) {
    int v = sum >> PRECISION_BITS;
    return v < 0 ? 0 : Math.min(v, 255);
  }

  /** First input pixel that any output needs. */
  int begin() {
    int min = Integer.MAX_VALUE;
    for (int f : first) {
      min = Math.min(min, f);
    }
    return min;
  }

  /** One past the last input pixel that any output needs. */
  int end() {
    int max = 0;
    for (int i = 0; i < first.length; i++) {
      max = Math.max(max, first[i] + count[i]);
    }
    return max;
  }
}
