package io.github.clip4j.benchmarks;

import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encoded bytes to a tensor of 3 x 224 x 224: milliseconds a picture of each thread; {@code -t 1}
 * and {@code -t N} beside each other say how threads scale. The peer is Pillow with open_clip's
 * transform, run on the same files by {@code tools/bench/images_peers.py}, which also makes them;
 * name the folder with {@code -p folder=...}. {@link PictureTime} measures processor time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 7, time = 2)
@Fork(1)
public class ImageBenchmark {
  /** Where {@code images_peers.py make FOLDER} wrote its pictures. */
  @Param("target/bench-images")
  public String folder = "";

  /** Large ones, smooth and like a camera's, and two of the size that data sets have. */
  @Param({"12mp.jpg", "camera420.jpg", "camera444.jpg", "640.jpg", "640.png"})
  public String file = "";

  private final ImagePreprocessor preprocessor =
      new ImagePreprocessor(PreprocessConfig.openClip(224));
  private byte[] bytes = new byte[0];

  /** Reads the file once; the disk is not measured. */
  @Setup
  public void read() throws IOException {
    bytes = Files.readAllBytes(Path.of(folder, file));
  }

  /** Decode, resize, crop, normalise. */
  @Benchmark
  public float[] preprocess() throws IOException {
    return preprocessor.preprocess(bytes);
  }
}
