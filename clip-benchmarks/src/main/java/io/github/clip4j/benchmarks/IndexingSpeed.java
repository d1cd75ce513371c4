package io.github.clip4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndexer;
import io.github.clip4j.search.IndexReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What an index costs beside the encoding: {@link ImageIndexer} from start to end, and {@link
 * ClipModel#encodeImages} of the same files, in turns. Prints the pictures a second of both, by the
 * clock and by processor time, and the medians of the ratios; on a busy machine only the latter
 * mean something.
 *
 * <pre>
 * java … io.github.clip4j.benchmarks.IndexingSpeed FOLDER [ROUNDS [MODEL]]
 * </pre>
 */
public final class IndexingSpeed {
  private IndexingSpeed() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    double[] byClock = new double[rounds];
    double[] byProcessor = new double[rounds];
    try (ClipModel clip = ClipModel.load(args.length > 2 ? args[2] : "starter")) {
      clip.encodeImages(files.subList(0, Math.min(64, files.size())));
      index(clip, folder);
      for (int i = 0; i < rounds; i++) {
        Rate engine = i % 2 == 0 ? engine(clip, files) : null;
        Rate index = index(clip, folder);
        if (engine == null) {
          engine = engine(clip, files);
        }
        byClock[i] = index.clock / engine.clock;
        byProcessor[i] = index.processor / engine.processor;
        System.out.printf(
            Locale.ROOT,
            "round %d: index %.1f, engine alone %.1f pictures a second, ratio %.3f;"
                + " by processor time %.1f and %.1f, ratio %.3f%n",
            i + 1,
            index.clock,
            engine.clock,
            byClock[i],
            index.processor,
            engine.processor,
            byProcessor[i]);
      }
    }
    Arrays.sort(byClock);
    Arrays.sort(byProcessor);
    System.out.printf(
        Locale.ROOT,
        "%d pictures, median ratio %.3f, by processor time %.3f%n",
        files.size(),
        byClock[rounds / 2],
        byProcessor[rounds / 2]);
  }

  /** Pictures a second of the clock, and of the processors' time. */
  private record Rate(double clock, double processor) {
    static Rate of(long pictures, long start, long processorStart) {
      return new Rate(
          pictures / ((System.nanoTime() - start) / 1e9),
          pictures / ((processorTime() - processorStart) / 1e9));
    }
  }

  private static long processorTime() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static Rate engine(ClipModel clip, List<Path> files) throws IOException {
    long start = System.nanoTime();
    long processor = processorTime();
    return Rate.of(clip.encodeImages(files).size(), start, processor);
  }

  private static Rate index(ClipModel clip, Path folder) throws IOException {
    Path index = Files.createTempDirectory("clip-index");
    long start = System.nanoTime();
    long processor = processorTime();
    IndexReport report = ImageIndexer.builder(clip, folder, index).build().run();
    Rate rate = Rate.of(report.encoded(), start, processor);
    try (Stream<Path> files = Files.list(index)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(index);
    return rate;
  }
}
