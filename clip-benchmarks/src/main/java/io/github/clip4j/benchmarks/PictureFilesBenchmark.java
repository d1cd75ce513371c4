package io.github.clip4j.benchmarks;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 64 JPEG files of 640 x 480: read, decoded and resized only, by one thread and by all, and up to
 * their vectors. Milliseconds a picture.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PictureFilesBenchmark {
  private static final int FILES = 64;

  /** A name or folder that {@link ClipModel#load(String)} takes. */
  @Param("starter")
  public String model = "";

  /** A name of {@link Precision}. */
  @Param("FP32")
  public Precision precision = Precision.FP32;

  private ClipModel clip = null;
  private Path folder = Path.of("");
  private List<Path> files = List.of();

  /** Writes the pictures and loads the model. */
  @Setup
  public void prepare() throws IOException {
    folder = Files.createTempDirectory("clip4j-bench");
    files = SamplePictures.write(folder, FILES);
    clip = ClipModel.builder().model(model).precision(precision).load();
  }

  /** Removes the pictures. */
  @TearDown
  public void clean() throws IOException {
    clip.close();
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  /** To tensors, by one thread. */
  @Benchmark
  @OperationsPerInvocation(FILES)
  public int preprocessOneByOne() throws IOException {
    int values = 0;
    for (Path file : files) {
      values += clip.imagePreprocessor().preprocess(file).length;
    }
    return values;
  }

  /** To one tensor, as the library does it for a list. */
  @Benchmark
  @OperationsPerInvocation(FILES)
  public float[] preprocessAll() throws IOException {
    return clip.imagePreprocessor().preprocessAll(files);
  }

  /** To vectors. */
  @Benchmark
  @OperationsPerInvocation(FILES)
  public List<Embedding> encode() throws IOException {
    return clip.encodeImages(files);
  }
}
