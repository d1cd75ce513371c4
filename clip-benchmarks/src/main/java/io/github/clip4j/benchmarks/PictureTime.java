package io.github.clip4j.benchmarks;

import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Processor time from encoded bytes to a tensor of 3 x 224 x 224, which other work on the machine
 * changes little: the counterpart of {@code tools/bench/images_peers.py run}, on the pictures that
 * it makes. For one thread and for several at once: the median and the best of a picture's
 * processor time, and how many pictures a second of wall time all threads made together, which says
 * something on a quiet machine only.
 *
 * <pre>PictureTime FOLDER [ROUNDS [THREADS]]</pre>
 */
public final class PictureTime {
  private static final ThreadMXBean TIMES = ManagementFactory.getThreadMXBean();
  private static final int SMALL = 500_000;

  private final ImagePreprocessor preprocessor =
      new ImagePreprocessor(PreprocessConfig.openClip(224));

  private PictureTime() {}

  /** Measures each file of a folder. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 40;
    int threads =
        args.length > 2 ? Integer.parseInt(args[2]) : Runtime.getRuntime().availableProcessors();
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(args[0]))) {
      files = all.sorted().toList();
    }
    System.out.println("file, threads, ms of processor time (median, best), pictures a second");
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      int n = bytes.length < SMALL ? 20 * rounds : rounds;
      PictureTime time = new PictureTime();
      time.measure(bytes, n, 1);
      double alone = time.report(file, bytes, n, 1);
      double together = time.report(file, bytes, n, threads);
      System.out.printf(
          Locale.ROOT,
          "%s: %d threads make %.2f times as many (%.2f of linear)%n",
          file.getFileName(),
          threads,
          together / alone,
          together / alone / threads);
    }
  }

  private double report(Path file, byte[] bytes, int rounds, int threads)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long[] times = measure(bytes, rounds, threads);
    double perSecond = times.length / ((System.nanoTime() - start) * 1e-9);
    System.out.printf(
        Locale.ROOT,
        "%s, %d, %.2f, %.2f, %.1f%n",
        file.getFileName(),
        threads,
        times[times.length / 2] * 1e-6,
        times[0] * 1e-6,
        perSecond);
    return perSecond;
  }

  /** Nanoseconds of processor time of each picture, sorted. */
  private long[] measure(byte[] bytes, int rounds, int threads)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier together = new CyclicBarrier(threads);
    try {
      List<Future<long[]>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        parts.add(
            pool.submit(
                () -> {
                  together.await();
                  return run(bytes, rounds);
                }));
      }
      long[] all = new long[rounds * threads];
      for (int t = 0; t < threads; t++) {
        System.arraycopy(parts.get(t).get(), 0, all, t * rounds, rounds);
      }
      Arrays.sort(all);
      return all;
    } catch (ExecutionException e) {
      throw new IOException("a picture failed", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private long[] run(byte[] bytes, int rounds) throws IOException {
    long[] times = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = TIMES.getCurrentThreadCpuTime();
      if (preprocessor.preprocess(bytes).length == 0) {
        throw new IOException("an empty tensor");
      }
      times[i] = TIMES.getCurrentThreadCpuTime() - start;
    }
    return times;
  }
}
