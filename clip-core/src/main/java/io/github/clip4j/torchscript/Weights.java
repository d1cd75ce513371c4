package io.github.clip4j.torchscript;

import io.github.clip4j.errors.ModelMismatchException;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The checkpoint's tensors as tensors of the archive, shapes checked, some of them rescaled. */
final class Weights {
  /** Epsilon of every batch norm of OpenAI's ResNets: torch's default. */
  private static final double BATCH_NORM_EPS = 1e-5;

  private final TensorSource source;

  Weights(TensorSource source) {
    this.source = source;
  }

  /** A tensor as it is. */
  ArchiveTensor plain(String name, long... shape) throws ModelMismatchException {
    return scaled(name, 1, shape);
  }

  /** A tensor times a factor. */
  ArchiveTensor scaled(String name, double factor, long... shape) throws ModelMismatchException {
    List<Long> wanted = check(name, shape);
    return ArchiveTensor.float32(
        wanted,
        (start, dst, count) -> {
          source.readFloats(name, start, dst, 0, count);
          if (factor != 1) {
            for (int i = 0; i < count; i++) {
              dst[i] = (float) (dst[i] * factor);
            }
          }
        });
  }

  /**
   * A convolution without bias followed by a batch norm in evaluation mode, as one convolution:
   * {@code w' = w·γ/√(var+ε)}, {@code b' = β − mean·γ/√(var+ε)}, computed in double.
   */
  FoldedConvolution folded(String convolution, String norm, long... shape) throws IOException {
    int channels = Math.toIntExact(shape[0]);
    float[] gamma = vector(norm + ".weight", channels);
    float[] beta = vector(norm + ".bias", channels);
    float[] mean = vector(norm + ".running_mean", channels);
    float[] variance = vector(norm + ".running_var", channels);
    double[] scale = new double[channels];
    float[] bias = new float[channels];
    for (int c = 0; c < channels; c++) {
      scale[c] = gamma[c] / Math.sqrt(variance[c] + BATCH_NORM_EPS);
      bias[c] = (float) (beta[c] - mean[c] * scale[c]);
    }
    String name = convolution + ".weight";
    List<Long> wanted = check(name, shape);
    long perChannel = shape[1] * shape[2] * shape[3];
    ArchiveTensor weight =
        ArchiveTensor.float32(
            wanted,
            (start, dst, count) -> {
              source.readFloats(name, start, dst, 0, count);
              for (int i = 0; i < count; i++) {
                dst[i] = (float) (dst[i] * scale[(int) ((start + i) / perChannel)]);
              }
            });
    ArchiveTensor biasTensor =
        ArchiveTensor.float32(
            List.of((long) channels),
            (start, dst, count) -> System.arraycopy(bias, (int) start, dst, 0, count));
    return new FoldedConvolution(weight, biasTensor);
  }

  /** The two tensors of a convolution that carries its batch norm. */
  record FoldedConvolution(ArchiveTensor weight, ArchiveTensor bias) {
    void addTo(ArchiveModule module, String name) {
      module.tensor(name + "_weight", weight).tensor(name + "_bias", bias);
    }
  }

  private float[] vector(String name, int length) throws IOException {
    check(name, length);
    float[] values = new float[length];
    source.readFloats(name, 0, values, 0, length);
    return values;
  }

  private List<Long> check(String name, long... shape) throws ModelMismatchException {
    List<Long> wanted = Arrays.stream(shape).boxed().toList();
    TensorInfo info = source.tensors().get(name);
    if (info == null) {
      throw new ModelMismatchException(
          "tensor '" + name + "' of shape " + wanted + " is missing from the checkpoint");
    }
    // A scalar may be stored with one dimension: logit_scale comes both ways.
    boolean scalar = wanted.isEmpty() && info.elements() == 1;
    if (!scalar && !info.shape().equals(wanted)) {
      throw new ModelMismatchException(
          "tensor '"
              + name
              + "' has shape "
              + info.shape()
              + ", the configuration needs "
              + wanted);
    }
    return wanted;
  }
}
