package io.github.clip4j.checkpoint;

import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tensors of a checkpoint in the common dialect, read through their views. */
final class CanonicalTensors implements TensorSource {
  private static final Logger LOG = LoggerFactory.getLogger(CanonicalTensors.class);

  private final TensorSource file;
  private final Map<String, TensorView> views;
  private final Map<String, TensorInfo> infos;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  CanonicalTensors(TensorSource file, Map<String, TensorView> views) {
    this.file = file;
    this.views = views;
    Map<String, TensorInfo> map = new LinkedHashMap<>();
    views.forEach((name, view) -> map.put(name, view.info()));
    this.infos = Collections.unmodifiableMap(map);
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return infos;
  }

  @Override
  public void readFloats(String name, long start, float[] dst, int offset, int count)
      throws IOException {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(dst, "dst");
    TensorView view = views.get(name);
    if (view == null) {
      throw new IllegalArgumentException("no tensor '" + name + "' in this checkpoint");
    }
    if (count < 0 || start < 0 || start > view.info().elements() - count) {
      throw new IllegalArgumentException(
          "elements [" + start + ", +" + count + ") are outside " + view.info());
    }
    if (offset < 0 || offset > dst.length - count) {
      throw new IllegalArgumentException(
          "offset " + offset + " and count " + count + " do not fit an array of " + dst.length);
    }
    view.read(file, start, dst, offset, count);
    int bad = firstNotFinite(dst, offset, count);
    if (bad >= 0 && warned.add(name)) {
      LOG.warn(
          "tensor '{}' holds {} at element {}; results may be NaN",
          name,
          dst[bad],
          start + bad - offset);
    }
  }

  /** Index in the array of the first NaN or infinity, or -1. */
  static int firstNotFinite(float[] values, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
