package io.github.clip4j.benchmarks;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Precision;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A batch of tensors or token ids through the network; the threads are libtorch's. The peers are
 * run on the same work in full size by {@code tools/bench/peers.py}, which leaves a ViT-B/32 with
 * random weights in {@code target/bench/open_clip}: name it with {@code -p model=...}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ModelBenchmark {
  /** A name or folder that {@link ClipModel#load(String)} takes. */
  @Param("starter")
  public String model = "";

  /** A name of {@link Precision}; bf16 is refused where the processor has no such instructions. */
  @Param({"FP32", "INT8"})
  public Precision precision = Precision.FP32;

  /** Pictures or texts a call. */
  @Param({"1", "8", "32"})
  public int batch = 1;

  private ClipModel clip = null;
  private float[] pixels = new float[0];
  private long[][] shortTexts = new long[0][];
  private long[][] longTexts = new long[0][];

  /** Loads the model and draws random input. */
  @Setup
  public void load() throws IOException {
    clip = ClipModel.builder().model(model).precision(precision).load();
    Random random = new Random(1);
    int size = clip.config().vision().imageSize();
    pixels = new float[batch * 3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    shortTexts = texts(random, 7);
    longTexts = texts(random, clip.config().text().contextLength());
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    clip.close();
  }

  /** Pictures, ready as tensors. */
  @Benchmark
  public float[][] images() {
    return clip.encodePixels(pixels, batch);
  }

  /** Texts of 7 tokens, start and end included. */
  @Benchmark
  public float[][] shortTexts() {
    return clip.encodeTokens(shortTexts);
  }

  /** Texts of the whole context length. */
  @Benchmark
  public float[][] longTexts() {
    return clip.encodeTokens(longTexts);
  }

  private long[][] texts(Random random, int length) {
    long[][] ids = new long[batch][length];
    int vocabulary = clip.config().text().vocabSize();
    for (long[] row : ids) {
      Arrays.setAll(row, i -> 1 + random.nextInt(vocabulary - 3));
      row[0] = vocabulary - 2;
      row[length - 1] = vocabulary - 1;
    }
    return ids;
  }
}
