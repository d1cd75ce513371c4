package io.github.clip4j.benchmarks;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.Precision;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
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
 * One picture or text a call from many threads, as in a server: what gathering them into batches
 * gives. Run it with {@code -t 1}, {@code -t 8} and so on, and compare the calls a second; with
 * {@code -bm sample} for the waiting times. With {@code -p batch=1} nothing is gathered.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 4)
@Fork(1)
public class GatheringBenchmark {
  /** A name or folder that {@link ClipModel#load(String)} takes. */
  @Param("starter")
  public String model = "";

  /** A name of {@link Precision}. */
  @Param("FP32")
  public Precision precision = Precision.FP32;

  /** At most so many calls go together. */
  @Param({"16", "1"})
  public int batch = 16;

  private ClipModel clip = null;
  private final BufferedImage picture = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);

  /** Loads the model and draws a picture. */
  @Setup
  public void load() throws IOException {
    clip = ClipModel.builder().model(model).precision(precision).batchSize(batch).load();
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.ORANGE);
    g.fillOval(20, 40, 150, 120);
    g.dispose();
  }

  /** Frees the model. */
  @TearDown
  public void close() {
    clip.close();
  }

  /** A short text. */
  @Benchmark
  public Embedding text() {
    return clip.encodeText("a photo of a cat");
  }

  /** A decoded picture, resized and encoded. */
  @Benchmark
  public Embedding picture() {
    return clip.encodeImage(picture);
  }
}
