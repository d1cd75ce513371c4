package io.github.clip4j.benchmarks;

import io.github.clip4j.vector.ExactIndex;
import io.github.clip4j.vector.SimilarityFunction;
import io.github.clip4j.vector.TopK;
import io.github.clip4j.vector.VectorStorage;
import java.util.Arrays;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The best ten of 100,000 rows of 512 floats. The peer is numpy's matrix product and argpartition,
 * run in turns with the same index over a million rows by {@code tools/bench/search_peers.py}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class ExactSearchBenchmark {
  private static final int DIMENSION = 512;

  /** What is scanned. */
  @Param({"FLOAT32", "INT8", "BINARY"})
  public VectorStorage storage = VectorStorage.FLOAT32;

  /** Queries at once. */
  @Param({"1", "8"})
  public int queries = 1;

  /** Threads of one search. */
  @Param("1")
  public int threads = 1;

  /** How many rows there are. */
  @Param("100000")
  public int rows = 100_000;

  private ExactIndex index = ExactIndex.builder(DIMENSION).build();
  private float[][] batch = new float[0][];

  /** Fills the index with random rows. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    ExactIndex.Builder builder =
        ExactIndex.builder(DIMENSION)
            .similarity(SimilarityFunction.COSINE)
            .storage(storage)
            .threads(threads);
    for (int i = 0; i < rows; i++) {
      builder.add(vector(random));
    }
    index = builder.build();
    batch = new float[queries][];
    Arrays.setAll(batch, i -> vector(random));
  }

  /** One call. */
  @Benchmark
  public List<List<TopK.Hit>> search() {
    return index.search(batch, 10);
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }
}
