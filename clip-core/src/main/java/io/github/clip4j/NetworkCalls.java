package io.github.clip4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Inputs that are ready, in batches through the network. Single inputs of many threads are gathered
 * where that changes no vector beyond rounding; 8-bit inputs are quantised by the range of their
 * whole batch, so with {@link Precision#INT8} a single input goes alone.
 *
 * <p>Thread-safe.
 */
final class NetworkCalls {
  private final ModelLoader.Loaded loaded;
  private final int batchSize;
  private final CallQueue<Input> queue;
  private final CallQueue.Network<Input> images;
  private final CallQueue.Network<Input> texts;

  NetworkCalls(ModelLoader.Loaded loaded, int batchSize, int concurrentBatches) {
    this.loaded = loaded;
    this.batchSize = batchSize;
    String device = loaded.engine().model().getNDManager().getDevice().toString();
    queue = new CallQueue<>(NetworkThreads.lanes(device, concurrentBatches));
    images = new Images(most(loaded.precision().image()));
    texts = new Texts(most(loaded.precision().text()));
  }

  private int most(Precision precision) {
    return precision == Precision.INT8 ? 1 : batchSize;
  }

  /** What one call brings: the values of a tensor, or ids. */
  private static final class Input {
    final float[] pixels;
    final long[] ids;

    private Input(float[] pixels, long[] ids) {
      this.pixels = pixels;
      this.ids = ids;
    }

    static Input ofPixels(float[] pixels) {
      return new Input(pixels, new long[0]);
    }

    static Input ofIds(long[] ids) {
      return new Input(new float[0], ids);
    }
  }

  private final class Images implements CallQueue.Network<Input> {
    private final int most;

    Images(int most) {
      this.most = most;
    }

    @Override
    public float[][] run(List<Input> inputs) {
      return pixels(inputs.stream().map(input -> input.pixels).toList());
    }

    @Override
    public int most() {
      return most;
    }

    @Override
    public boolean alike(Input first, Input other) {
      return true;
    }
  }

  private final class Texts implements CallQueue.Network<Input> {
    private final int most;

    Texts(int most) {
      this.most = most;
    }

    @Override
    public float[][] run(List<Input> inputs) {
      long[][] rows = new long[inputs.size()][];
      Arrays.setAll(rows, i -> inputs.get(i).ids);
      Integer[] order = new Integer[rows.length];
      Arrays.setAll(order, i -> i);
      return padded(rows, order, 0, rows.length, loaded.tokenizer().padId());
    }

    @Override
    public int most() {
      return most;
    }

    @Override
    public boolean alike(Input first, Input other) {
      int a = first.ids.length;
      int b = other.ids.length;
      return !loaded.trimmable() || Math.max(a, b) <= 2 * Math.min(a, b);
    }
  }

  /** The vector of one tensor {@code [3, S, S]}. */
  float[] image(float[] tensor) {
    return queue.one(images, Input.ofPixels(tensor));
  }

  /** The vectors of tensors that make one batch. */
  float[][] images(List<float[]> tensors) {
    return queue.alone(() -> pixels(tensors));
  }

  private float[][] pixels(List<float[]> tensors) {
    if (tensors.size() == 1) {
      return loaded.engine().encodeImages(FloatBuffer.wrap(tensors.get(0)), 1);
    }
    int length = tensors.get(0).length;
    float[] joined = new float[Math.multiplyExact(tensors.size(), length)];
    for (int i = 0; i < tensors.size(); i++) {
      System.arraycopy(tensors.get(i), 0, joined, i * length, length);
    }
    return loaded.engine().encodeImages(FloatBuffer.wrap(joined), tensors.size());
  }

  /** The vectors of {@code n} tensors one after the other, batch by batch. */
  float[][] images(float[] pixels, int n) {
    int one = pixels.length / n;
    float[][] rows = new float[n][];
    for (int start = 0; start < n; start += batchSize) {
      int count = Math.min(batchSize, n - start);
      FloatBuffer part = FloatBuffer.wrap(pixels, start * one, count * one).slice();
      float[][] batch = queue.alone(() -> loaded.engine().encodeImages(part, count));
      System.arraycopy(batch, 0, rows, start, count);
    }
    return rows;
  }

  /** The vector of one text. */
  float[] text(long[] ids) {
    return queue.one(texts, Input.ofIds(ids));
  }

  /** The vectors of texts, order kept, those of like length together. */
  float[][] texts(long[][] ids, int padId) {
    Integer[] byLength = new Integer[ids.length];
    Arrays.setAll(byLength, i -> i);
    Arrays.sort(byLength, (a, b) -> Integer.compare(ids[a].length, ids[b].length));
    float[][] vectors = new float[ids.length][];
    for (int start = 0; start < ids.length; start += batchSize) {
      int from = start;
      int count = Math.min(batchSize, ids.length - start);
      float[][] rows = queue.alone(() -> padded(ids, byLength, from, count, padId));
      for (int i = 0; i < count; i++) {
        vectors[byLength[from + i]] = rows[i];
      }
    }
    return vectors;
  }

  /** Runs {@code count} rows in the given order, padded to the longest of them. */
  private float[][] padded(long[][] ids, Integer[] order, int from, int count, int padId) {
    int longest = 0;
    for (int i = 0; i < count; i++) {
      longest = Math.max(longest, ids[order[from + i]].length);
    }
    int length = loaded.trimmable() ? longest : loaded.config().text().contextLength();
    long[] flat = new long[count * length];
    Arrays.fill(flat, padId);
    for (int i = 0; i < count; i++) {
      long[] row = ids[order[from + i]];
      System.arraycopy(row, 0, flat, i * length, row.length);
    }
    return loaded.engine().encodeTexts(flat, count, length);
  }

  /** Turns away what waits and what comes. */
  void close() {
    queue.close();
  }
}
