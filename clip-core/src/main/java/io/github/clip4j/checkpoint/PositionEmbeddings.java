package io.github.clip4j.checkpoint;

import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.VitConfig;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.WeightFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adapts position embeddings to the sizes of the configuration, as open_clip's {@code
 * load_checkpoint} does. Tables of another rank or width are left to the check of shapes.
 */
final class PositionEmbeddings {
  private static final String IMAGE = "visual.positional_embedding";
  private static final String TEXT = "positional_embedding";

  /** Larger tables, which no CLIP has, are not held in memory. */
  private static final long MAX_ELEMENTS = 1 << 26;

  private static final Logger LOG = LoggerFactory.getLogger(PositionEmbeddings.class);

  private PositionEmbeddings() {}

  static void adapt(Map<String, TensorView> found, WeightFile file, ClipConfig config)
      throws IOException {
    if (config.vision() instanceof VitConfig vit) {
      image(found, file, vit.grid(), vit.width());
    }
    text(found, file, config.text().contextLength(), config.text().width());
  }

  private static void image(Map<String, TensorView> found, WeightFile file, int grid, int width)
      throws IOException {
    if (!(found.get(IMAGE) instanceof TensorView.Renamed view) || !isTable(view, width)) {
      return;
    }
    long rows = view.info().shape().get(0);
    int oldGrid = (int) Math.round(Math.sqrt((double) Math.max(rows - 1, 0)));
    boolean square = oldGrid >= 1 && 1 + (long) oldGrid * oldGrid == rows;
    long positions = 1 + (long) grid * grid;
    if (square && oldGrid != grid && Math.max(rows, positions) * width <= MAX_ELEMENTS) {
      float[] old = read(view, file);
      put(found, view, positions, PositionGrid.resize(old, oldGrid, grid, width));
      LOG.info(
          "{}: image positions resized from {} to {} a side", file.files().get(0), oldGrid, grid);
    }
  }

  private static void text(Map<String, TensorView> found, WeightFile file, int length, int width)
      throws IOException {
    if (!(found.get(TEXT) instanceof TensorView.Renamed view) || !isTable(view, width)) {
      return;
    }
    long rows = view.info().shape().get(0);
    if (rows >= 1 && rows != length && Math.max(rows, length) * width <= MAX_ELEMENTS) {
      float[] old = read(view, file);
      put(found, view, length, PositionTable.resize(old, (int) rows, length, width));
      LOG.info("{}: text positions resized from {} to {}", file.files().get(0), rows, length);
    }
  }

  private static boolean isTable(TensorView.Renamed view, int width) {
    List<Long> shape = view.info().shape();
    return shape.size() == 2 && shape.get(1) == width;
  }

  private static float[] read(TensorView.Renamed view, WeightFile file) throws IOException {
    float[] values = new float[Math.toIntExact(view.info().elements())];
    file.readFloats(view.source(), 0, values, 0, values.length);
    return values;
  }

  private static void put(
      Map<String, TensorView> found, TensorView.Renamed old, long rows, float[] values) {
    String name = old.info().name();
    TensorInfo info =
        new TensorInfo(name, old.info().dtype(), List.of(rows, old.info().shape().get(1)));
    found.put(name, new TensorView.Computed(info, values));
  }
}
